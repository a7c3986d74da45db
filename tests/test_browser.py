"""Films as a browser sees them."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

import surfaceviz as sv
from tests.conftest import SMALL, require

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
GIF = """async data => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    const decoder = new ImageDecoder({data: bytes, type: "image/gif"});
    await decoder.completed;
    await decoder.tracks.ready;
    const track = decoder.tracks.selectedTrack;
    const lengths = [];
    for (let k = 0; k < track.frameCount; k++)
        lengths.push((await decoder.decode({frameIndex: k})).image.duration / 1e6);
    return {frames: track.frameCount, loops: track.repetitionCount === Infinity, lengths};
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
    const looped = new Promise(done => {
        video.ontimeupdate = () => {
            if (video.currentTime < furthest - 1) done(true);
            furthest = Math.max(furthest, video.currentTime);
        };
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
def page():
    path = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        # Some of what decodes pictures is for secure pages only, which this counts as.
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>"))
        page.goto("http://localhost/")
        yield page
        browser.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory, article):
    folder = tmp_path_factory.mktemp("browser")
    outputs = sv.render(article, folder / "film.gif", folder / "film.mp4", size=SMALL)
    return {
        output.format: base64.b64encode(output.path.read_bytes()).decode() for output in outputs
    }


def test_a_browser_plays_the_gif(page, written):
    found = page.evaluate(GIF, written["gif"])
    assert found["frames"] == 101
    assert found["loops"]
    assert found["lengths"] == pytest.approx([0.05] * 100 + [2.05])


def test_a_browser_plays_the_video_in_its_true_colours(page, written, article):
    epochs = [0, 3, 50, 100]
    # The last frame is still there shortly before the end of its hold.
    times = [*((epoch + 0.5) / 20 for epoch in epochs), 7.0]
    found = page.evaluate(VIDEO, [written["mp4"], times])
    assert found["duration"] == pytest.approx(7.05, abs=0.001)
    assert (found["width"], found["height"]) == SMALL
    assert found["looped"]
    assert found["furthest"] > 6
    truth = list(sv.frames(article, size=SMALL))
    for epoch, picture in zip([*epochs, 100], found["pictures"], strict=True):
        pixels = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
        errors = np.abs(np.asarray(pixels).astype(float) - truth[epoch])
        assert errors.mean() < 3
        others = [np.abs(np.asarray(pixels).astype(float) - truth[k]).mean() for k in (1, 20, 99)]
        assert errors.mean() < min(others)
