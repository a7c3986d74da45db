"""Render the classic case to outputs/ as a GIF and an MP4, installing what that takes."""

from environment import prepare, run

if __name__ == "__main__":
    python = prepare()
    outputs = ("-o", "outputs/descent.gif", "-o", "outputs/descent.mp4")
    run(str(python), "-m", "surfaceviz", "render", *outputs)
