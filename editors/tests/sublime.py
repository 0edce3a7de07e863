"""The commands of Sublime's build, run as it would run them, and its pattern on what they write."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
POLICY = """policy "a"
credential Badge: jwt { iss : https_uri }
role member = 2 { can join_if_preauthorized }
rule hr: admit Badge as member where iss == "https://idp.example"
test "x" {
    given Badge { iss: "https://idp.example" }
    expect member
}
"""


def build():
    # Sublime's own JSON allows a comma behind the last member.
    text = (HERE / "sublime/admit.sublime-build").read_text()
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", text))


def run(command, file):
    places = {"$file_path": str(file.parent), "$file_base_name": file.stem, "$file": str(file)}
    for name, place in places.items():
        command = [word.replace(name, place) for word in command]
    assert command[0] == "admit", command
    program = os.environ.get("ADMIT", "admit")
    return subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)


def main(folder):
    file = Path(folder, "a room.policy")
    settings = build()
    file.write_text(POLICY.replace("as member", "as membr"))
    done = run(settings["cmd"], file)
    found = [re.match(settings["file_regex"], line) for line in (done.stdout + done.stderr).splitlines()]
    places = [(place[1], place[2], place[3]) for place in found if place]
    assert (str(file), "4", "25") in places, (places, done)
    file.write_text(POLICY)
    for variant in settings["variants"]:
        done = run(variant["cmd"], file)
        assert done.returncode == 0, (variant, done)
    assert file.with_suffix(".bin").stat().st_size > 0
    print("Sublime's build: ok")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(place))
