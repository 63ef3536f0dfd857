"""Ask the real engines what becomes of every case, and write it down: `benchmarks/corpus/labels.jsonl`.

Only cases that are new or changed are asked, unless `--all` is given.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from judge import d1, mongodb
from judge.cases import developed
from judge.labels import fingerprint, label, read_labels, write_labels


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="ask again for every case")
    parser.add_argument("--store", choices=["d1", "mongodb"], help="of one store alone")
    given = parser.parse_args()
    cases = developed()
    known = {} if given.all else read_labels()
    found = {case.id: known[case.id] for case in cases if case.id in known and known[case.id][0] == fingerprint(case)}
    wanted = [case for case in cases if case.id not in found and given.store in {None, case.store}]
    print(f"{len(found)} are known, {len(wanted)} are asked", flush=True)
    for start in range(0, len(wanted), 40):
        some = wanted[start : start + 40]
        new = label(some)
        found |= {case.id: (fingerprint(case), new[case.id]) for case in some}
        write_labels(found, d1.versions() | mongodb.versions())
        for case in some:
            told = new[case.id]
            where = ",".join(told.populations)[:30]
            print(f"{told.verdict:9} {told.cause:20} {case.id:58} {where:30} {told.what[:90]}", flush=True)
    print(dict(Counter(entry.verdict for _, entry in found.values())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
