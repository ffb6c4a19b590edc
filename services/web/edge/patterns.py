"""What a text of the outside may consist of, and how that is said in words."""

SKU = r"^[A-Z0-9-]{1,64}$"
ORDER_ID = r"^[A-Za-z0-9-]{1,36}$"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
# Printable and no comma: the server joins two headers of one name with it.
IDEMPOTENCY_KEY = r"^[!-+\--~]{1,64}$"

WORDS = {
    SKU: "1 to 64 capitals, digits and dashes",
    ORDER_ID: "1 to 36 letters, digits and dashes",
    UUID: "a UUID such as 6bb4d2ee-2e5a-4b2e-9a41-6e1b7a3d3c11",
    IDEMPOTENCY_KEY: "1 to 64 printable characters of ASCII, no space and no comma among them",
}
