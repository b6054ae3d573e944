import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.artifact import load_classifier, read_manifest, write_classifier
from tests.pillars.builders import MODELS, a_training, some_passages

TEXTS = [passage.text for passage in some_passages()[:20]]


@pytest.fixture
def folder(tmp_path):
    write_classifier(
        tmp_path / "models", a_training().weights, encoder=None, notes={"README.md": "Classifier {digest}\n"}, data={"passages": 300}
    )
    return tmp_path / "models"


def test_a_classifier_read_back_decides_as_the_one_that_was_written(folder):
    weights = a_training().weights
    expected = weights.alone.regressions.probabilities(weights.surface_scores(TEXTS))
    probabilities, labels, is_read = load_classifier(folder).decide(TEXTS)
    assert np.allclose(probabilities, expected, atol=5e-5)
    assert (labels == weights.alone.labels(expected)).all()
    assert not is_read.any()


def test_the_version_is_the_digest_and_the_card_names_it(folder):
    version = load_classifier(folder).version
    assert version == read_manifest(folder)["digest"]
    assert (folder / "README.md").read_text() == f"Classifier {version}\n"
    assert load_classifier(folder, profile="accurate").version != version


@pytest.mark.parametrize("name", ["surface.npz", "vocabulary.json", "decisions.json"])
def test_a_tampered_file_is_refused_by_name(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(bytes(data))
    with pytest.raises(ConfigurationError, match=rf"{name}: is not the file that was trained.*jpeu-nlp train"):
        load_classifier(folder)


def test_a_missing_file_is_named_with_the_remedy(folder):
    (folder / "surface.npz").unlink()
    with pytest.raises(ConfigurationError, match=r"surface\.npz: is missing; run `jpeu-nlp train`"):
        load_classifier(folder)


def test_an_empty_folder_holds_no_classifier(tmp_path):
    with pytest.raises(ConfigurationError, match=r"holds no classifier.*jpeu-nlp train"):
        load_classifier(tmp_path)


@pytest.mark.parametrize("change", [{"format": 99}, {"pillars": ["cyber"]}])
def test_a_manifest_of_another_kind_is_refused(folder, change):
    manifest = read_manifest(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest | change))
    with pytest.raises(ConfigurationError, match="written for other pillars or by another version"):
        load_classifier(folder)


def test_a_broken_manifest_is_refused(folder):
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ConfigurationError, match="is no manifest"):
        load_classifier(folder)


def test_a_file_that_would_run_code_when_read_is_not_read(folder):
    np.savez(folder / "surface.npz", weights=np.array([{"a": 1}], dtype=object), intercepts=np.zeros(4))
    manifest = read_manifest(folder)
    import hashlib

    manifest["files"]["surface.npz"] = hashlib.sha256((folder / "surface.npz").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ConfigurationError, match="cannot be read as a classifier"):
        load_classifier(folder)


def test_training_over_an_old_classifier_leaves_no_other_files(folder):
    before = sorted(path.name for path in folder.iterdir())
    write_classifier(folder, a_training().weights, encoder=None, notes={"README.md": "{digest}"}, data={})
    assert sorted(path.name for path in folder.iterdir()) == before


def test_the_shipped_classifier_is_whole_and_holds_no_pickle(tmp_path):
    manifest = read_manifest(MODELS)
    assert load_classifier(MODELS).version == manifest["digest"]
    assert {Path(name).suffix for name in manifest["files"]} <= {".npz", ".json", ".onnx"}
    for name in manifest["files"]:
        if name.endswith(".npz"):
            with np.load(MODELS / name, allow_pickle=False) as file:
                assert all(file[key].dtype != object for key in file.files)
    assert sum((MODELS / name).stat().st_size for name in manifest["files"]) < 35_000_000
    copied = shutil.copytree(MODELS, tmp_path / "elsewhere")
    assert load_classifier(copied).version == manifest["digest"]
