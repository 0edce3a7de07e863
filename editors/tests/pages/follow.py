"""Does what a page says, to the letter.

The shell blocks of a section are run from the root of the repository, in their order. Any other block that
follows a line which says "in `PATH`" is put at the end of that file.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
HEADING = re.compile(r"^#+ (.*)$", re.M)
PLACE = re.compile(r"\bin `(~?/[^`]+)`[^`]*:\s*$", re.I)


def sections(page):
    """The text below each heading of a page, as far as the next heading."""
    # Lines of code that begin with `#` are no headings.
    text = BLOCK.sub(lambda block: block[0].replace("\n#", "\n\0"), page)
    parts = HEADING.split(text)
    return {name: body.replace("\0", "#") for name, body in zip(parts[1::2], parts[2::2])}


def follow(page, names, environment):
    """Follows these sections of a page below `editors/`; `environment` has the HOME of who follows it."""
    known = sections((ROOT / "editors" / page).read_text())
    for name in names:
        done = [step(known[name], block, environment) for block in BLOCK.finditer(known[name])]
        assert any(done), f"{page}, {name}: there is nothing to do"


def step(section, block, environment):
    language, code = block.groups()
    if language == "sh":
        run(code, environment)
        return True
    place = PLACE.search(section[: block.start()])
    if place:
        path = Path(place[1].replace("~", environment["HOME"], 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(code)
    return bool(place)


def run(code, environment):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], cwd=ROOT, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{code}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
