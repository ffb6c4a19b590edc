"""The services that the canaries went through, in their order, and who called each."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tracing_sandbox.doctor.probes.parts import Left
from tracing_sandbox.doctor.probes.visit import CLIENT, caller_of, entries_of
from tracing_sandbox.traces.measuring.part import address_of

# More than there are canaries.
WEIGHT = 100


def find_callers(left: Sequence[Left]) -> Mapping[str, str]:
    """Name who called each service, in most canaries that show it."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for each in left:
        for service in {span.service for span in each.spans}:
            for entry in entries_of(each, service):
                caller = caller_of(each, entry)
                # Without a call it was ours, or one of which nothing arrived: that weighs less.
                seen[service] += Counter({caller: WEIGHT} if caller else {CLIENT: 1})
    for called, callers in silent_services(left).items():
        seen[called] += callers
    return {service: counts.most_common(1)[0][0] for service, counts in seen.items()}


def silent_services(left: Sequence[Left]) -> Mapping[str, Counter[str]]:
    """Name who was called and of whom nothing arrived, with their callers."""
    answered = {address_of(call) for each in left for call in each.answered_calls}
    silent: dict[str, Counter[str]] = defaultdict(Counter)
    for each in left:
        for call in each.open_calls:
            address = address_of(call)
            if address and address not in answered:
                silent[each.called_by(call)][call.service] += 1
    return silent


def order_services(callers: Mapping[str, str]) -> Sequence[str]:
    """List the services as the canaries reached them: each after who called it."""
    return sorted(callers, key=lambda service: (depth(service, callers), service))


def depth(service: str, callers: Mapping[str, str]) -> int:
    """Count the services before one, whatever circle they call in."""
    passed = [service]
    while (caller := callers.get(passed[-1], CLIENT)) not in (CLIENT, *passed):
        passed.append(caller)
    return len(passed)
