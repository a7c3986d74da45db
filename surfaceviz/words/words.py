"""What the page to play with says beside the picture, in the languages there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from surfaceviz.words.language import told_in

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class PageWords:
    """Names of controls, and sentences; names in braces are places for what differs.

    Attributes
    ----------
    play, pause, first, back, forward, last : str
        Buttons that move through the epochs.
    epoch, epoch_value : str
        The slider of epochs, and where it is.
    speed, speed_value, loop : str
        How fast the film plays, and whether it starts over.
    descent : str
        The group of controls that change a run.
    run, run_name, add_run, remove_run : str
        Which run they change, what it is called, and buttons for one more and one less.
    optimizer, learning_rate, auto, momentum, epochs, schedule : str
        Controls of a run; auto lets the optimizer choose its learning rate.
    rate_beyond : str
        A learning rate that is above the limit.
    edit_points, point, add_point, remove_point, points_help : str
        Controls for the points of the data.
    fit_window, reset, copy_command, save_picture : str
        Further buttons.
    copied, copy_by_hand, points_not_in_command : str
        What became of the command, and what it cannot tell.
    command : str
        The field that holds it.
    picture, controls : str
        The two parts of the page.
    camera_handle, reader_handle, start_handle, point_handle : str
        What can be moved in the picture with arrow keys.
    reading, point_reading, epoch_reading : str
        What is read off at the pointer.
    limit, no_limit, condition, best_rate : str
        What the curvature tells.
    diverges_at, grows, converged_at, near_at, left_at, never_near : str
        What becomes of a run; the last is added to the one before it.
    loss_now, status : str
        A run's loss at the epoch that is shown, and the sentence that is read aloud.
    advice : str
        Before advice.
    valley : str
        That no unique line fits best.
    most_runs, same_start, twin_runs, part_of_points, points_of_batches, one_point : str
        Why something cannot be done.
    number_range, whole_range : str
        What a field takes, and what it holds now that it was given something else.
    bad_link, bad_change : str
        That a link, or a change, was ignored.
    """

    play: str
    pause: str
    first: str
    back: str
    forward: str
    last: str
    epoch: str
    epoch_value: str
    speed: str
    speed_value: str
    loop: str
    descent: str
    run: str
    run_name: str
    add_run: str
    remove_run: str
    optimizer: str
    learning_rate: str
    auto: str
    momentum: str
    epochs: str
    schedule: str
    rate_beyond: str
    edit_points: str
    point: str
    add_point: str
    remove_point: str
    points_help: str
    fit_window: str
    reset: str
    copy_command: str
    save_picture: str
    copied: str
    copy_by_hand: str
    points_not_in_command: str
    command: str
    picture: str
    controls: str
    camera_handle: str
    reader_handle: str
    start_handle: str
    point_handle: str
    reading: str
    point_reading: str
    epoch_reading: str
    limit: str
    no_limit: str
    condition: str
    best_rate: str
    diverges_at: str
    grows: str
    converged_at: str
    near_at: str
    left_at: str
    never_near: str
    loss_now: str
    status: str
    advice: str
    valley: str
    most_runs: str
    same_start: str
    twin_runs: str
    part_of_points: str
    points_of_batches: str
    one_point: str
    number_range: str
    whole_range: str
    bad_link: str
    bad_change: str


ENGLISH = PageWords(
    play="Play",
    pause="Pause",
    first="First epoch",
    back="One epoch back",
    forward="One epoch on",
    last="Last epoch",
    epoch="Epoch",
    epoch_value="epoch {epoch} of {last}",
    speed="Speed",
    speed_value="{factor}×",
    loop="Loop",
    descent="Descent",
    run="Run",
    run_name="{number}: {label}",
    add_run="Add a run",
    remove_run="Remove run",
    optimizer="Optimizer",
    learning_rate="Learning rate",
    auto="auto",
    momentum="Momentum",
    epochs="Epochs",
    schedule="Schedule",
    rate_beyond="{rate}, above the stability limit {limit}",
    edit_points="Edit points",
    point="Point",
    add_point="Add a point",
    remove_point="Remove point",
    points_help="Drag a point of the data. Double-click to add one, or to remove the one there.",
    fit_window="Fit window",
    reset="Reset",
    copy_command="Copy command",
    save_picture="Save picture",
    copied="The command is copied.",
    copy_by_hand="The command is selected: copy it.",
    points_not_in_command="It does not know the points that you changed.",
    command="Command",
    picture="Picture of the descent",
    controls="Controls",
    camera_handle="Camera: elevation {elevation}°, azimuth {azimuth}°. Arrow keys turn it.",
    reader_handle="Reading: m {m}, b {b}, loss {loss}. Arrow keys move it, Enter adds a run.",
    start_handle="Start of {run}: m {m}, b {b}. Arrow keys move it.",
    point_handle="Point {number} of {count}: x {x}, y {y}. Arrow keys move it, Delete removes it.",
    reading="m {m}  b {b}  loss {loss}",
    point_reading="x {x}  y {y}",
    epoch_reading="epoch {epoch}  loss {loss}",
    limit="stability limit {limit}",
    no_limit="no curvature, so no stability limit",
    condition="condition number {condition}",
    best_rate="best fixed rate {rate}",
    diverges_at="{run} diverges at epoch {epoch}",
    grows="{run} diverges: its loss grows",
    converged_at="{run} converged at epoch {epoch}",
    near_at="{run}: no more than 1 % of the way down is left from epoch {epoch} on",
    left_at="{run}: {share} % of the way down is left at epoch {epoch}",
    never_near=", and 1 % not for good within {tried} epochs",
    loss_now="{run}: loss {loss}",
    status="Epoch {epoch} of {last}. {losses}.",
    advice="Advice:",
    valley="all x are equal, so no unique line fits best",
    most_runs="No more than {most} runs have a colour of their own.",
    same_start="A run starts there already.",
    twin_runs="two runs would be the same, {run}",
    part_of_points="Only part of the points is shown, so they cannot be changed.",
    points_of_batches="The batches are made of these points: they can be moved, but none can be "
    "added or removed.",
    one_point="At least two points must stay.",
    number_range="{field}: a number from {least} to {most}; now {value}.",
    whole_range="{field}: a whole number from {least} to {most}; now {value}.",
    bad_link="The link has a part that cannot be read and was ignored: {part}",
    bad_change="That cannot be shown: {reason}",
)

CHINESE = PageWords(
    play="播放",
    pause="暂停",
    first="第一轮",
    back="后退一轮",
    forward="前进一轮",
    last="最后一轮",
    epoch="轮次",
    epoch_value="第 {epoch} 轮，共 {last} 轮",
    speed="速度",
    speed_value="{factor} 倍",
    loop="循环",
    descent="下降",
    run="运行",
    run_name="{number}：{label}",
    add_run="增加运行",
    remove_run="移除运行",
    optimizer="优化器",
    learning_rate="学习率",
    auto="自动",
    momentum="动量",
    epochs="轮数",
    schedule="学习率调度",
    rate_beyond="{rate}，高于稳定上限 {limit}",
    edit_points="编辑数据点",
    point="数据点",
    add_point="增加数据点",
    remove_point="移除数据点",
    points_help="拖动数据点；双击空白处增加，双击数据点移除。",
    fit_window="调整窗口",
    reset="重置",
    copy_command="复制命令",
    save_picture="保存图片",
    copied="命令已复制。",
    copy_by_hand="命令已选中，请复制。",
    points_not_in_command="命令不包含您改动的数据点。",
    command="命令",
    picture="下降过程的图",
    controls="控件",
    camera_handle="视角：仰角 {elevation}°，方位角 {azimuth}°。用方向键转动曲面。",
    reader_handle="读数：m {m}，b {b}，损失 {loss}。用方向键移动，按回车键在此处增加运行。",
    start_handle="{run} 的起点：m {m}，b {b}。用方向键移动。",
    point_handle="数据点 {number}（共 {count} 个）：x {x}，y {y}。用方向键移动，按 Delete 移除。",
    reading="m {m}  b {b}  损失 {loss}",
    point_reading="x {x}  y {y}",
    epoch_reading="第 {epoch} 轮  损失 {loss}",
    limit="稳定上限 {limit}",
    no_limit="没有曲率，因此没有稳定上限",
    condition="条件数 {condition}",
    best_rate="最佳固定学习率 {rate}",
    diverges_at="{run} 在第 {epoch} 轮发散",
    grows="{run} 发散：损失在增大",
    converged_at="{run} 在第 {epoch} 轮收敛",
    near_at="{run}：从第 {epoch} 轮起，剩余的下降路程不超过 1%",
    left_at="{run}：第 {epoch} 轮时还剩 {share}% 的下降路程",
    never_near="，在 {tried} 轮内未能一直保持在 1% 以内",
    loss_now="{run}：损失 {loss}",
    status="第 {epoch} 轮，共 {last} 轮。{losses}。",
    advice="建议：",
    valley="所有 x 都相等，因此没有唯一的最佳直线",
    most_runs="最多 {most} 个运行有各自的颜色。",
    same_start="那里已经有一个运行的起点。",
    twin_runs="两个运行会完全相同：{run}",
    part_of_points="只显示了部分数据点，因此不能改动。",
    points_of_batches="批次由这些数据点组成：可以移动，但不能增加或移除。",
    one_point="至少要保留两个数据点。",
    number_range="{field}：应为 {least} 到 {most} 之间的数；现为 {value}。",
    whole_range="{field}：应为 {least} 到 {most} 之间的整数；现为 {value}。",
    bad_link="链接中有无法读取的部分，已忽略：{part}",
    bad_change="无法显示：{reason}",
)

# One entry makes a language.
PAGE_LANGUAGES: Mapping[str, PageWords] = {"en": ENGLISH, "zh": CHINESE}


def page_words_of(code: str) -> PageWords:
    """Return the page's words in a language; in English where it has none of its own.

    Raises
    ------
    InputError
        If it is none of ``LANGUAGES``; the message lists those there are.
    """
    return told_in(code, PAGE_LANGUAGES)
