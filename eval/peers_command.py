"""The command `python -m eval peers`."""

import argparse
import json
import sys
from pathlib import Path

from command_line import ProgressBar
from command_options import settings_of
from eval.peer_results import COTEJO, PEERS, Configuration
from eval.set_options import add_sets, command_line
from locales import say
from settings import ROOT

COMMAND = "python -m eval peers"
OUT = ROOT / "eval" / "out" / "peers"


def add_peers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser(
        "peers", help=say(language, "compare Cotejo with other frameworks on retrieval sets")
    )
    command.set_defaults(command=_peers)
    add_sets(command, language)
    command.add_argument("--only", action="append", choices=[COTEJO, *PEERS], metavar="NAME",
                         help=say(language, "run and show only this one of {names}; may be repeated",
                                  names=", ".join([COTEJO, *PEERS])))  # fmt: skip
    command.add_argument("--out", type=Path, default=OUT, metavar="DIR",
                         help=say(language, "keep the runs here and use them again"))  # fmt: skip
    command.add_argument("--report", type=Path, metavar="FILE",
                         help=say(language, "write the report into this Markdown file"))  # fmt: skip
    command.add_argument("--plot", type=Path, metavar="FILE",
                         help=say(language, "draw the comparison, as SVG"))  # fmt: skip
    command.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))


def _peers(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: other commands need none of it.
    from eval.peer_plot import draw_peers
    from eval.peer_report import compare
    from eval.peer_runs import MODELS, run_missing
    from eval.peer_table import show
    from eval.report_section import write_section
    from eval.retrieval import questions_of
    from eval.retrieval_set import read_set
    from eval.svg import write_drawing

    settings = settings_of(options)
    sets = {folder: read_set(folder) for folder in options.set}
    questions_of(tuple(sets.values()))  # refuses two sets of one name
    chosen = options.only or [COTEJO, *PEERS]
    configurations = [Configuration(COTEJO, settings.model)] if COTEJO in chosen else []
    configurations += [Configuration(peer, model) for peer in PEERS if peer in chosen for model in MODELS]
    with ProgressBar(say(language, "Runs")) as bar:
        faults = run_missing(configurations, sets, options.out, settings, bar.show)
    report = compare(configurations, tuple(sets.values()), options.out)
    lines = list(show(report, _command_line(options), language))
    if options.plot:
        write_drawing(options.plot, draw_peers(report, language))
    if options.report:
        write_section(options.report, COMMAND, lines)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    elif not options.report:
        print("\n".join(lines))
    for fault in faults:
        print(fault.message.say(language), file=sys.stderr)
    return 1 if faults else 0


def _command_line(options: argparse.Namespace) -> str:
    """Return the command that gives this report again."""
    more = [word for name in options.only or () for word in ("--only", name)]
    if options.out != OUT:
        more += ["--out", str(options.out)]
    return command_line(COMMAND, options.set, *more)
