#!/usr/bin/env python3
"""sekisho beside what one would otherwise write, on the same files, in turn: one table with ratios. MIT licence, part of sekisho.

    benches/peers/run.py [--rows 1000000] [--merges 200000] [--rounds 5] [--only NAME,NAME] [--data DIR] [--sekisho PROGRAM]

Makes the files with gen.py (or takes those of --data: customers.csv, merges.csv, labels.csv), its own Python environment
from requirements.txt and the floor probe, all under target/peers, and runs every command once a round, so that a slow
minute meets all of them. Each peer's result is compared with that of b_reference.py cell by cell: a peer that is fast and
wrong fails the bench. sekisho asks for more than the peers' rule, so it is held to the labels: every proposal decided, none
of two people passed, the same counts in every round. CPU is user + system of the whole process and all it started; the
ratios are of medians. Wall times mean something on an idle machine only: the column "others" says how busy the rest was.
"""
import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", REPO / "target"))
WORK = TARGET / "peers"
FIELDS = ["verdict", "kanji", "kana", "phone", "birthdate"]
# The pairs that two people make pass nothing; what the breaker says of the batch as a whole is switched off.
POLICY = "version = 1\n[batch]\nmax_block_share = 1.0\n"


def built(argv, **options):
    print("+", " ".join(map(str, argv)), file=sys.stderr)
    subprocess.run(list(map(str, argv)), check=True, stdout=sys.stderr, **options)


def environment():
    """The Python of the peers' own environment; made where it is not there or not the one that is asked for."""
    venv, wanted = WORK / "venv", (HERE / "requirements.txt").read_text()
    mark = venv / "requirements.txt"
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(venv, ignore_errors=True)
        built([sys.executable, "-m", "venv", venv])
        built([venv / "bin/pip", "install", "--quiet", "-r", HERE / "requirements.txt"])
        mark.write_text(wanted)
    return venv / "bin/python"


def commands(python, data, sekisho, probe):
    """Name, command and result file of everything that runs, the peers with their best settings for this job."""
    files = ["--customers", data / "customers.csv", "--merges", data / "merges.csv"]
    script = lambda name, *more: [python, HERE / f"b_{name}.py", *files, "--out", WORK / "out" / name, *more]
    result = WORK / "out" / "sekisho"
    check = [sekisho, "check", "--quiet", "--report", "none", "--records", data / "customers.csv",
             "--merges", data / "merges.csv", "--policy", WORK / "policy.toml", "--out", result]
    return {
        "floor probe": ([probe, data / "customers.csv", data / "merges.csv", WORK / "out/floor", 2], WORK / "out/floor"),
        "sekisho check": (check, result),
        "Polars, lazy": (script("polars"), WORK / "out/polars"),
        "DuckDB, Python UDF": ([*script("duckdb"), "--nfkc", "udf"], WORK / "out/duckdb"),
        "DuckDB, tuned SQL": ([*script("duckdb"), "--nfkc", "guarded"], WORK / "out/duckdb"),
        "Splink 4 on DuckDB": (script("splink"), WORK / "out/splink"),
        "Python, one pass": (script("reference"), WORK / "out/reference"),
        "pandas": (script("pandas"), WORK / "out/pandas"),
        "recordlinkage": (script("recordlinkage"), WORK / "out/recordlinkage"),
    }


def timed(argv):
    """One run: wall, CPU and peak of the process and its children, and how busy the rest of the machine was."""
    once = subprocess.run([sys.executable, HERE / "once.py", *map(str, argv)], check=True, stdout=subprocess.PIPE)
    return json.loads(once.stdout)


def pairs(path):
    """The result rows of a peer, by pair: verdict and fields."""
    with open(path, encoding="utf-8", newline="") as file:
        return {(r["survivor_id"], r["merged_id"]): tuple(r[f] for f in FIELDS) for r in csv.DictReader(file)}


def agreeing(result):
    return sum(row[0] == "approved" for row in result.values())


def held_to_labels(result, data):
    """The approved pairs of a sekisho run; fails where a proposal is lost or two people passed."""
    rows = lambda path: list(csv.DictReader(open(path, encoding="utf-8", newline="")))
    files = {name: rows(result / f"{name}.csv") for name in ("approved", "review", "blocked")}
    labels = {(r["survivor_id"], r["merged_id"]): r["label"] for r in rows(data / "labels.csv")}
    decided = sum(map(len, files.values()))
    if decided != sum(1 for _ in open(data / "merges.csv")) - 1:
        sys.exit(f"sekisho decided {decided} proposals")
    wrong = [r for r in files["approved"] if labels[r["survivor_id"], r["merged_id"]] != "dup"]
    if wrong:
        sys.exit(f"sekisho passed {len(wrong)} pairs of two people")
    return len(files["approved"])


def check(name, path, data, reference):
    """Holds a result against what it must be; gives the number of agreeing pairs."""
    if name == "sekisho check":
        return held_to_labels(path, data)
    result = pairs(path)
    if result != reference:
        differ = sum(result.get(pair) != row for pair, row in reference.items())
        sys.exit(f"{name}: {differ} of {len(reference)} pairs differ from the reference")
    return agreeing(result)


def machine():
    model = next(l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name"))
    memory = int(open("/proc/meminfo").readline().split()[1]) / 2**20
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {model}, {platform.system()} {platform.release().split('-')[0]}"


def table(runs, agreed):
    median = lambda name, key: statistics.median(run[key] for run in runs[name])
    cpu = {name: median(name, "cpu") for name in runs}
    ratio = lambda name, base: f"{cpu[name] / cpu[base]:.2f}" if base in cpu else "-"
    lines = ["| command | rounds | CPU s (least) | to floor | to sekisho | wall s | peak MiB | others | agreeing pairs |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for name in sorted(runs, key=cpu.get):
        least = min(run["cpu"] for run in runs[name])
        lines.append(
            f"| {name} | {len(runs[name])} | {cpu[name]:.2f} ({least:.2f}) | {ratio(name, 'floor probe')} "
            f"| {ratio(name, 'sekisho check')} | {median(name, 'wall'):.2f} | {median(name, 'mib'):.0f} "
            f"| {median(name, 'others'):.0%} | {agreed[name]} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--merges", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="names or parts of names, joined by commas")
    parser.add_argument("--data", type=Path, help="a folder that gen.py made")
    parser.add_argument("--sekisho", type=Path, help="a program that is already built")
    args = parser.parse_args()
    (WORK / "out").mkdir(parents=True, exist_ok=True)
    (WORK / "policy.toml").write_text(POLICY)
    python = environment()
    data = args.data or WORK / f"data-{args.rows}-{args.merges}"
    if not (data / "labels.csv").exists():
        built([python, HERE / "gen.py", "--rows", args.rows, "--merges", args.merges, "--out", data, "--csv"])
    sekisho = args.sekisho
    if sekisho is None:
        built(["cargo", "build", "--release", "--locked", "--quiet"], cwd=REPO)
        sekisho = TARGET / "release/sekisho"
    floor = HERE / "floor/Cargo.toml"
    built(["cargo", "build", "--release", "--quiet", "--manifest-path", floor, "--target-dir", WORK / "floor"])
    chosen = commands(python, data, sekisho, WORK / "floor/release/floor-probe")
    wanted = [part.strip().lower() for part in args.only.split(",") if part.strip()]
    chosen = {name: c for name, c in chosen.items() if not wanted or any(part in name.lower() for part in wanted)}
    # The yardstick of correctness is made once, by the slow script, and is no part of the timing.
    built([python, HERE / "b_reference.py", "--customers", data / "customers.csv", "--merges", data / "merges.csv",
           "--out", WORK / "out/reference"])
    reference = pairs(WORK / "out/reference")
    runs, agreed = {name: [] for name in chosen}, {}
    for number in range(1, args.rounds + 1):
        for name, (argv, path) in chosen.items():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()
            run = timed(argv)
            if run["code"] not in ((0, 1) if name == "sekisho check" else (0,)):
                sys.exit(f"{name} ended with {run['code']}")
            count = check(name, path, data, reference)
            if agreed.setdefault(name, count) != count:
                sys.exit(f"{name}: {count} agreeing pairs, {agreed[name]} in the first round")
            runs[name].append(run)
            print(f"{number} {name}: {run['cpu']:.2f} s CPU, {run['wall']:.2f} s, {run['mib']:.0f} MiB", file=sys.stderr)
    print(f"{time.strftime('%Y-%m-%d')}; {machine()}; Python {platform.python_version()}.\n")
    meta = json.loads((data / "meta.json").read_text())
    print(f"{meta['rows']} records, {meta['merges']} proposals, {meta['bytes']['customers.csv'] / 1e6:.0f} MB CSV.\n")
    print(table(runs, agreed))


if __name__ == "__main__":
    main()
