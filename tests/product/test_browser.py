"""Films as a browser sees them."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

import surfaceviz as sv
from tests.conftest import SMALL

STILLS = """async ([data, type, epochs]) => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    const decoder = new ImageDecoder({data: bytes, type});
    await decoder.completed;
    await decoder.tracks.ready;
    const track = decoder.tracks.selectedTrack;
    const canvas = document.createElement("canvas");
    const lengths = [], pictures = [];
    for (let k = 0; k < track.frameCount; k++) {
        const {image} = await decoder.decode({frameIndex: k});
        lengths.push(image.duration / 1e6);
        if (!epochs.includes(k)) continue;
        canvas.width = image.displayWidth;
        canvas.height = image.displayHeight;
        canvas.getContext("2d").drawImage(image, 0, 0);
        pictures.push(canvas.toDataURL("image/png").split(",")[1]);
    }
    const loops = track.repetitionCount === Infinity;
    return {frames: track.frameCount, loops, lengths, pictures};
}"""
VIDEO = """async ([data, times]) => {
    const video = document.createElement("video");
    video.muted = true;
    video.src = "data:video/mp4;base64," + data;
    await new Promise((done, fail) => {
        video.onloadeddata = done;
        video.onerror = () => fail(video.error.message);
    });
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const pictures = [];
    for (const time of times) {
        // The event that a place was found comes before its frame is there to be drawn; where the
        // frame is the one already shown, no other will come.
        const shown = new Promise(done => video.requestVideoFrameCallback(done));
        await new Promise(done => { video.onseeked = done; video.currentTime = time; });
        await Promise.race([shown, new Promise(done => setTimeout(done, 1000))]);
        canvas.getContext("2d").drawImage(video, 0, 0);
        pictures.push(canvas.toDataURL("image/png").split(",")[1]);
    }
    video.loop = true;
    video.playbackRate = 8;
    let furthest = 0;
    // The event that tells the time comes four times a second, which is too seldom at this pace.
    const looped = new Promise(done => {
        setInterval(() => {
            if (video.currentTime < furthest - 1) done(true);
            furthest = Math.max(furthest, video.currentTime);
        }, 5);
        setTimeout(() => done(false), 10000);
    });
    video.currentTime = 0;
    await video.play();
    return {
        duration: video.duration, width: video.videoWidth, height: video.videoHeight, pictures,
        looped: await looped, furthest,
    };
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    # Some of what decodes pictures is for secure pages only, which this counts as.
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html>"))
    page.goto("http://localhost/")
    yield page
    page.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory, article):
    folder = tmp_path_factory.mktemp("browser")
    paths = [folder / f"film.{name}" for name in ("gif", "webp", "apng", "mp4")]
    return {
        output.format: base64.b64encode(output.path.read_bytes()).decode()
        for output in sv.render(article, *paths, size=SMALL)
    }


@pytest.fixture(scope="module")
def truth(article):
    return list(sv.frames(article, size=SMALL))


def pixels(picture):
    """A picture as the browser gave it, (height, width, 3)."""
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        return np.asarray(image.convert("RGB")).astype(float)


@pytest.mark.parametrize(("name", "error"), [("gif", 0.5), ("webp", 0.5), ("apng", 0)])
def test_a_browser_plays_stills_in_their_true_colours(page, written, truth, name, error):
    epochs = [0, 1, 50, 100]
    found = page.evaluate(STILLS, [written[name], f"image/{name}", epochs])
    assert found["frames"] == 101
    assert found["loops"]
    assert found["lengths"] == pytest.approx([0.05] * 100 + [2.05])
    for epoch, picture in zip(epochs, found["pictures"], strict=True):
        assert np.abs(pixels(picture) - truth[epoch]).mean() <= error


def test_a_browser_plays_the_video_in_its_true_colours(page, written, truth):
    epochs = [0, 3, 50, 100]
    # The last frame is still there shortly before the end of its hold.
    times = [*((epoch + 0.5) / 20 for epoch in epochs), 7.0]
    found = page.evaluate(VIDEO, [written["mp4"], times])
    assert found["duration"] == pytest.approx(7.05, abs=0.001)
    assert (found["width"], found["height"]) == SMALL
    assert found["looped"]
    assert found["furthest"] > 6
    for epoch, picture in zip([*epochs, 100], found["pictures"], strict=True):
        errors = np.abs(pixels(picture) - truth[epoch])
        assert errors.mean() < 3
        others = [np.abs(pixels(picture) - truth[k]).mean() for k in (1, 20, 99)]
        assert errors.mean() < min(others)
