"""Runs scim2-tester against a SCIM endpoint; conformance/run calls it.

Usage: check.py URL EXPLAINED, with the API token in ROLLCALL_TOKEN.
Exit status 1: a check did not pass and EXPLAINED does not say why.
"""

import os
import sys
import time
from collections import Counter
from pathlib import Path

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

PASSED = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}


def explanations(path):
    """The reasons of a file, by the id of the check."""
    found = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            check, _, reason = line.partition(" | ")
            found[check.strip()] = reason.strip()
    return found


def name(result):
    """The id of a check: what it does, to which type, to which attribute."""
    attribute = result.data.get("urn") if isinstance(result.data, dict) else None
    return " ".join(filter(None, [result.title, result.resource_type, attribute]))


def wait_for_writes(http):
    """Waits until the server has seen that Propagate Provisioning is on.

    Another process has switched it on, which takes effect within two seconds.
    """
    deadline = time.monotonic() + 10
    while True:
        answer = http.post("Users", json={"userName": "first"})
        if answer.status_code == 201:
            http.delete(answer.headers["Location"])
            return
        if time.monotonic() > deadline:
            sys.exit(f"The server does not take writes: {answer.status_code} {answer.text}")
        time.sleep(0.1)


def main(url, explained):
    headers = {"Authorization": "Bearer " + os.environ["ROLLCALL_TOKEN"]}
    with Client(base_url=url, headers=headers, timeout=10) as http:
        wait_for_writes(http)
        results = check_server(SyncSCIMClient(http))

    reasons, unused = explanations(explained), set(explanations(explained))
    count, failed = Counter(), []
    for result in results:
        check = name(result)
        if result.status in PASSED:
            count["passed"] += 1
            continue
        print(f"{result.status.name} {check}\n  {result.reason}")
        if check in reasons:
            count["explained"] += 1
            unused.discard(check)
            print(f"  Explained: {reasons[check]}")
        else:
            failed.append(check)
    types = sorted({r.resource_type for r in results if r.resource_type})
    for check in sorted(unused):
        if check.split()[1] not in types:
            continue  # of a type that is not served here
        failed.append(check)
        print(f"EXPLAINED {check}\n  It passes or does not exist; remove the line.")

    print(
        f"scim2-tester: {len(results)} checks of {', '.join(types) or 'no resource type'}: "
        f"{count['passed']} passed, {count['explained']} explained, {len(failed)} failed."
    )
    return 1 if failed or not types else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
