// A Node service of your own: it orders one tea in the shop for whoever asks.
const http = require("node:http");

const SHOP_URL = process.env.SHOP_URL ?? "http://127.0.0.1:8000";
const PORT = process.env.PORT ?? 8005;
const TIMEOUT_MS = 20_000;

async function orderTea() {
  const answer = await fetch(`${SHOP_URL}/api/orders`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sku: "TEA-ASSAM", quantity: 1 }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: answer.status, body: await answer.text() };
}

http
  .createServer(async (_request, response) => {
    try {
      const { status, body } = await orderTea();
      response.writeHead(status, { "Content-Type": "application/json" }).end(body);
    } catch (error) {
      response.writeHead(502).end(`The shop did not answer: ${error.message}\n`);
    }
  })
  .listen(PORT, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${PORT}`));
