"""A terminal (tmux) in which an editor runs, and what stands on its screen."""

import re
import subprocess
import time

PIECE = re.compile(r"\x1b\[([0-9;:]*)m|\x1b[^\x1b]*?[A-Za-z\\]|([^\x1b]+)")
PATIENCE = 60
AGAIN = 5


class Terminal:
    """Runs a program until the `with` block ends."""

    def __init__(self, command, environment, folder):
        self.base = ["tmux", "-L", "pages", "-f", "/dev/null"]
        self.environment = environment | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.command = ["new-session", "-d", "-x", "120", "-y", "36", "-c", folder, command]

    def tmux(self, *words):
        done = subprocess.run([*self.base, *words], env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout

    def __enter__(self):
        # What is left of an editor that has ended can still be read.
        self.tmux("start-server", ";", "set", "-g", "default-terminal", "screen-256color",
                  ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-s", "escape-time", "0", ";", *self.command)
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    def press(self, *keys):
        """Keys by tmux's names; what is no name is typed as it stands."""
        for key in keys:
            self.tmux("send-keys", key)

    def screen(self):
        return Screen(self.tmux("capture-pane", "-p", "-e"))

    def wait(self, what, holds, keys=()):
        """The first screen for which `holds` is true. What the keys ask for may not have come yet, so they are
        pressed again after a while."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.press(*keys)
            again = time.monotonic() + AGAIN
            while time.monotonic() < again:
                screen = self.screen()
                if holds(screen):
                    return screen
                time.sleep(0.1)
        raise AssertionError(f"{what}; the screen:\n{self.screen().text}")


class Screen:
    """The characters of a screen and the way in which each is drawn."""

    def __init__(self, raw):
        self.raw, style, cells = raw, frozenset(), []
        for codes, plain in PIECE.findall(raw):
            if plain:
                cells += [(char, style) for char in plain]
            else:
                style = styled(style, codes)
        self.text = "".join(char for char, _ in cells)
        self.styles = [style for _, style in cells]

    def has(self, words):
        """Whether the words stand there, however the lines were broken and framed."""
        flat = re.sub(r"[\s│┃║|]+", " ", self.text)
        return words in flat

    def style(self, word):
        """How the first place of a word is drawn, or nothing."""
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.text)
        return found and self.styles[found.start()]


def styled(style, codes):
    """The colour of the letters and whether they are bold, italic or underlined; backgrounds don't count."""
    kept = dict(style)
    numbers = [int(code) for code in re.split("[;:]", codes) if code] or [0]
    while numbers:
        code = numbers.pop(0)
        if code == 0:
            kept.clear()
        elif code in (1, 2, 3, 4):
            kept["sort", code] = True
        elif code in (38, 48):
            size = 4 if numbers[0] == 2 else 2
            if code == 38:
                kept["colour"] = tuple(numbers[:size])
            del numbers[:size]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            kept["colour"] = code
        elif code == 39:
            kept.pop("colour", None)
    return frozenset(kept.items())
