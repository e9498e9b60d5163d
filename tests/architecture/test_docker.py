"""What the image and the compose file promise, read from their text: who runs, what is inside, what is written."""

import json
import re
from itertools import groupby

import pytest

from tests.architecture.tree import ROOT

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

_SECRET = re.compile(r"(?i)(password|passwd|secret|token|private_key|api_key)\s*[=:]")


def _instructions(text: str) -> list[tuple[str, str]]:
    """(instruction, arguments) with continued lines joined and comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines()) if word
    ]


def _stages(text: str) -> list[list[tuple[str, str]]]:
    """The instructions of each stage, its FROM first."""
    count = 0

    def stage(instruction: tuple[str, str]) -> int:
        nonlocal count
        count += instruction[0] == "FROM"
        return count

    return [list(group) for _, group in groupby(_instructions(text), key=stage)]


def _last(word: str) -> str:
    return [rest for name, rest in _stages(DOCKERFILE)[-1] if name == word][-1]


def test_the_image_is_built_in_stages_and_ends_without_node() -> None:
    stages = _stages(DOCKERFILE)
    assert len(stages) >= 3, "pages, environment and the final image are separate stages"
    assert "node" not in stages[-1][0][1], "the final image starts from Python alone"


def test_every_base_image_is_a_named_release() -> None:
    bases = [rest.split()[0] for name, rest in _instructions(DOCKERFILE) if name == "FROM"]
    loose = [base for base in bases if ":" not in base or base.endswith(":latest")]
    assert not loose, f"a moving base builds another image every day: {loose}"


def test_the_process_is_not_root() -> None:
    user = _last("USER").split(":")[0]
    assert user.isdigit(), "a number, because orchestrators cannot see whether a name is root"
    assert int(user) >= 1000, "the product needs no privilege at all"


def test_nothing_after_the_user_line_needs_root() -> None:
    words = [name for name, _ in _stages(DOCKERFILE)[-1]]
    after = words[words.index("USER") + 1 :]
    assert not {"RUN", "COPY", "ADD"} & set(after), "what is written after USER is owned by the process itself"


def test_nothing_is_fetched_past_the_locks() -> None:
    fetched = [rest for name, rest in _instructions(DOCKERFILE) if name == "ADD"]
    fetched += re.findall(r"\b(?:curl|wget|apt-get|git clone)\b.*", DOCKERFILE)
    fetched += re.findall(r"https?://(?!127\.0\.0\.1)\S+", DOCKERFILE)
    assert not fetched, f"only locked packages enter the image: {fetched}"


def test_python_packages_are_installed_by_hash_and_pages_by_lock() -> None:
    installs = [line for line in re.findall(r"pip install[^&\n\\]*", DOCKERFILE) if "--no-index" not in line]
    assert installs, "the environment stage installs the locked requirements"
    assert all("--require-hashes" in line for line in installs), f"an install without hashes: {installs}"
    assert "npm ci" in DOCKERFILE, "npm ci installs exactly the lock"
    assert "npm install" not in DOCKERFILE, "npm install would move the lock"


def test_no_secret_is_written_into_image_or_compose_file() -> None:
    said = [line for line in (DOCKERFILE + COMPOSE).splitlines() if _SECRET.search(line)]
    assert not said, f"secrets come from the environment of the machine: {said}"
    assert "ARG" not in [name for name, _ in _instructions(DOCKERFILE)], (
        "build arguments stay readable in an image"
    )


def test_health_is_asked_by_python_at_the_liveness_route() -> None:
    _, _, command = _last("HEALTHCHECK").partition("CMD ")
    program = json.loads(command)
    assert program[0] == "python", "there is no curl in the image"
    assert "/livez" in program[-1]
    compile(program[-1], "HEALTHCHECK", "exec")


def test_process_and_healthcheck_are_started_without_a_shell() -> None:
    assert json.loads(_last("ENTRYPOINT")) == ["bedside"], "signals reach the product directly"
    assert json.loads(_last("CMD")) == ["serve"]


def test_the_exposed_ports_are_the_ones_the_settings_name() -> None:
    environment = dict(re.findall(r"(BEDSIDE_\w+)=(\S+)", _last("ENV")))
    assert _last("EXPOSE").split() == [
        f"{environment['BEDSIDE_PORT']}/tcp",
        f"{environment['BEDSIDE_MEDIA_PORT']}/udp",
        f"{environment['BEDSIDE_MEDIA_PORT']}/tcp",
    ]
    assert _last("VOLUME") == environment["BEDSIDE_DATA_DIR"], "what must outlive the container is on the volume"


def test_the_build_context_leaves_out_what_is_not_built_from() -> None:
    assert IGNORED.index("*") < IGNORED.index("!server"), "everything is out unless it is named"
    assert not {"!.git", "!var", "!.env", "!.venv"} & set(IGNORED), "keys and records never enter a build"
    assert "web/node_modules" in IGNORED


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("read_only: true", "the process writes to its volume and nowhere else"),
        ("tmpfs:\n      - /tmp", "libraries that want a temporary file get memory"),
        ("cap_drop:\n      - ALL", "it needs no capability: its ports are above 1024"),
        ("- no-new-privileges:true", "nothing it starts becomes more than it is"),
        ("- records:/var/lib/bedside", "records and keys outlive the container"),
        ("3478:3478/udp", "media is one UDP port"),
        ("3478:3478/tcp", "and the same one for networks without UDP"),
        ("127.0.0.1:8080:8080/tcp", "pages are served to others by a TLS proxy"),
    ],
)
def test_the_compose_file_says(fact: str, reason: str) -> None:
    assert fact in COMPOSE, f"docker/compose.yaml lacks {fact!r}: {reason}"


@pytest.mark.parametrize("word", ["privileged:", "network_mode:", "cap_add:", "docker.sock", "\t"])
def test_the_compose_file_never_says(word: str) -> None:
    assert word not in COMPOSE, f"docker/compose.yaml says {word!r}"


def test_the_stage_reader_joins_continued_lines_and_skips_comments() -> None:
    text = "# FROM nothing\nFROM a AS b\nRUN one \\\n && two\nFROM c\nUSER 1000\n"
    assert _stages(text) == [[("FROM", "a AS b"), ("RUN", "one   && two")], [("FROM", "c"), ("USER", "1000")]]
