"""One row of the catalogue: what is broken, what of it is felt and seen, and what must be named."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Service: TypeAlias = Literal["frontend", "inventory", "thirdparty"]


def listed(value: object) -> object:
    """Take one text for a list of one."""
    return (value,) if isinstance(value, str) else value


Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(listed), Field(min_length=1)]


class Row(BaseModel):
    """What is written in TOML: nothing but the fields that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedBlame(Row):
    """Whom an explanation must blame: a service, one of its operations, one of the kinds."""

    service: Service
    operation: Texts
    kind: Texts


class ExpectedFinding(Row):
    """What the doctor must find: by which rule, and where: `hop` may be a service as well."""

    rule: str
    hop: str


class Scenario(Row):
    """One thing that can be broken for one request.

    `delay_ms` is the range from which the request's own delay is drawn, in milliseconds.
    `felt` is what the user notices: an answer that is slow, failed, wrong, or comes to be true
    later; a break in the tracing is felt by nobody. One of `blame` and `finding` says what has to
    be named: a fault of a service is blamed, a break in the tracing is found.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    acts_in: Service
    acts_at: str
    felt: Literal["slow", "failed", "wrong", "later", "nothing"]
    delay_ms: tuple[float, float] | None = None
    touches_others: bool = False
    notices: str
    shows: str
    teaches: str
    mend: str
    blame: ExpectedBlame | None = None
    finding: ExpectedFinding | None = None

    def delay_at(self, share: float) -> float:
        """Return the delay, in ms, that lies as far in the range, on a log scale: at 0 the least.

        A scenario without delays has none.
        """
        if self.delay_ms is None:
            return 0.0
        least, most = self.delay_ms
        return least * float((most / least) ** share)

    @model_validator(mode="after")
    def name_one_thing(self) -> Self:
        """Require either whom to blame or what to find."""
        if (self.blame is None) == (self.finding is None):
            raise ValueError("needs one of the tables blame and finding")
        return self

    @property
    def module(self) -> str:
        """Name the module with the broken and the mended code."""
        folder = "causes" if self.blame else "breaks"
        return f"tracing_sandbox.faults.{folder}.{self.name.replace('-', '_')}"
