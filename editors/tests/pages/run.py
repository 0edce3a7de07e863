"""Follows each page with a fresh home; ends in colours and diagnostics, or fails. The argument is the machine."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from follow import follow
from terminal import Terminal

POLICY = """policy "a"

credential Badge: jwt {
    iss        : https_uri
    department : string
}

role member = 2 { can join_if_preauthorized }

rule hr: admit Badge as membr where iss == "https://idp.example" and department == "HR"
"""
MISTAKE = "there is no role `membr`"
# A keyword, a text and a name: each is drawn in its own way.
WORDS = ("credential", '"HR"', "department")


@dataclass
class Editor:
    """A page, the sections to follow, what then is typed at the shell, and the keys that lead to the mistake."""

    machines: str
    page: str
    sections: tuple
    command: str
    keys: tuple
    version: str = "--version"


EDITORS = {
    "vim": Editor("bookworm trixie forky", "vim/README.md", ("Vim",), "vim",
                  (":silent make | redraw! | copen", "Enter")),
    "vim-ale": Editor("forky", "vim/README.md", ("Vim", "With the server"), "vim", ("G",)),
    "neovim": Editor("forky", "vim/README.md", ("Neovim", "From 0.11 on"), "nvim", ("]d", "C-w", "d")),
    "neovim-before-0.11": Editor("bookworm trixie", "vim/README.md", ("Neovim", "Before 0.11"), "nvim",
                                 ("G", ":lua vim.diagnostic.open_float()", "Enter")),
    # Colours alone: the server is set up on the other page.
    "neovim-tree-sitter": Editor("trixie forky", "tree-sitter-policy/README.md", ("Neovim",), "nvim", ()),
    "emacs": Editor("bookworm trixie forky", "emacs/README.md", ("Emacs",), "emacs",
                    ("M-x", "flymake-goto-next-error", "Enter")),
    "helix": Editor("trixie forky", "helix/README.md", ("Helix",), "hx", ("]d",)),
    "kakoune": Editor("bookworm trixie forky", "kakoune/README.md", ("Kakoune",), "kak", (":make", "Enter"), "-version"),
    "kakoune-lsp": Editor("forky", "kakoune/README.md", ("Kakoune", "The server"), "kak",
                          (":lsp-find-error", "Enter"), "-version"),
    # It has no place for a diagnostic.
    "bat": Editor("bookworm trixie forky", "sublime/README.md", ("bat",), "batcat", ()),
}


def main(machine):
    for name, editor in EDITORS.items():
        if machine in editor.machines.split():
            home = tempfile.mkdtemp(prefix=name)
            path = f"{home}/.cargo/bin:{os.environ['PATH']}"
            environment = dict(os.environ) | {"HOME": home, "PATH": path}
            follow(editor.page, editor.sections, environment)
            keep(name, see(name, editor, environment))
            print(f"{name}: ok, {version(editor)}", flush=True)


def version(editor):
    """The first line that the program says of itself."""
    program = editor.command.split()[0]
    done = subprocess.run([program, editor.version], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]


def see(name, editor, environment):
    """The screen on which the colours are, and the mistake where it is said."""
    folder = Path(environment["HOME"], "room")
    folder.mkdir()
    (folder / "a.policy").write_text(POLICY)
    with Terminal(f"{editor.command} a.policy", environment, folder) as terminal:
        screen = terminal.wait(f"{name}: no colours", coloured)
        if not editor.keys:
            return screen
        terminal.press(*editor.keys)
        return terminal.wait(f"{name}: no diagnostic", lambda screen: screen.has(MISTAKE))


def keep(name, screen):
    """Leaves the screen, with its colours, where somebody can look at it."""
    folder = os.environ.get("ADMIT_SCREENS")
    if folder:
        Path(folder, f"{name}.ansi").write_text(screen.raw)


def coloured(screen):
    styles = [screen.style(word) for word in WORDS]
    return None not in styles and len(set(styles)) == len(WORDS)


if __name__ == "__main__":
    main(sys.argv[1])
