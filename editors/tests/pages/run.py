"""Follows each page with a fresh home; ends in colours and diagnostics, or fails. The argument is the machine."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from follow import follow, run
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
    """A page, the sections to follow, what then is typed at the shell, and steps: keys, and the words they lead to."""

    machines: str
    page: str
    sections: tuple
    command: str
    steps: tuple = ()
    version: str = "--version"
    # What editors/check runs with one version of the editor.
    tests: str = ""


ALL = "bookworm trixie forky"
VIM = "vim -Nu NONE -i NONE -es -S editors/vim/tests.vim"
NEOVIM = "nvim --headless -u NONE -i NONE -c 'luafile editors/tests/neovim.lua'"
# The server, the parser, and the queries for highlights, text objects and indents.
HELIX = "hx --health policy && test $(hx --health policy | grep -c ✓) -ge 5"
ERT = "emacs -q --batch -L editors/emacs -l policy-mode-tests -f ert-run-tests-batch-and-exit"
EMACS = (("M-x", "flymake-goto-next-error", "Enter"), MISTAKE)

EDITORS = {
    "vim": Editor(ALL, "vim/README.md", ("Vim",), "vim",
                  (((":silent make | redraw! | copen", "Enter"), MISTAKE),), tests=VIM),
    "vim-ale": Editor("forky", "vim/README.md", ("Vim", "With the server"), "vim", ((("G",), MISTAKE),)),
    "neovim": Editor("forky", "vim/README.md", ("Neovim", "From 0.11 on"), "nvim",
                     ((("]d", "C-w", "d"), MISTAKE),), tests=NEOVIM),
    "neovim-before-0.11": Editor("bookworm trixie", "vim/README.md", ("Neovim", "Before 0.11"), "nvim",
                                 ((("G", ":lua vim.diagnostic.open_float()", "Enter"), MISTAKE),), tests=NEOVIM),
    # The page is for colours; the server is set up on the other.
    "neovim-tree-sitter": Editor("trixie forky", "tree-sitter-policy/README.md", ("Neovim",), "nvim"),
    "emacs": Editor(ALL, "emacs/README.md", ("Emacs",), "emacs", (EMACS,), tests=ERT),
    "emacs-tree-sitter": Editor("trixie forky", "emacs/README.md", ("Emacs", "tree-sitter"), "emacs",
                                (EMACS, (("M-:", "major-mode", "Enter"), "policy-ts-mode"))),
    "helix": Editor("trixie forky", "helix/README.md", ("Helix",), "hx", ((("]d",), MISTAKE),), tests=HELIX),
    "kakoune": Editor(ALL, "kakoune/README.md", ("Kakoune",), "kak", (((":make", "Enter"), MISTAKE),), "-version",
                      "editors/tests/kakoune"),
    "kakoune-lsp": Editor("forky", "kakoune/README.md", ("Kakoune", "The server"), "kak", (((), MISTAKE),), "-version"),
    # It prints, and has no place for a diagnostic.
    "bat": Editor(ALL, "sublime/README.md", ("bat",), "batcat", tests="editors/tests/bat"),
}


def main(machine):
    for name, editor in EDITORS.items():
        if machine in editor.machines.split():
            home = tempfile.mkdtemp(prefix=name)
            path = f"{home}/.cargo/bin:{os.environ['PATH']}"
            environment = dict(os.environ) | {"HOME": home, "PATH": path, "ADMIT": shutil.which("admit")}
            follow(editor.page, editor.sections, environment)
            keep(name, see(name, editor, environment))
            run(editor.tests, environment)
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
        for keys, words in editor.steps:
            screen = terminal.wait(f"{name}: no `{words}`", lambda shown, words=words: shown.has(words), keys)
        return screen


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
