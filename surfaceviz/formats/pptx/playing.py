"""When a film on a slide plays: by itself and for ever, and a click on it stops it."""

from __future__ import annotations

PML = "http://schemas.openxmlformats.org/presentationml/2006/main"


def timing_xml(shape: int, seconds: float) -> str:
    """Return the timing of a slide that plays one film, in the form that PowerPoint writes.

    The film is called in the main sequence, after an effect before it that is not there. The
    shorter form, a media node that begins at once, is taken for a click by LibreOffice.

    Parameters
    ----------
    shape : int
        The film's number on the slide.
    seconds : float
        How long it takes once.
    """
    target = f'<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>'
    play = _call(5, "playFrom(0.0)", 'presetID="1"', "afterEffect", _span(seconds), target)
    pause = _call(11, "togglePause", 'presetID="2"', "clickEffect", "1", target)
    # With the sequence, not with a click.
    with_it = _begin("indefinite", '<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond>')
    clicked = f'<p:cond evt="onClick" delay="0">{target}</p:cond>'
    once = '<p:cTn id="2" dur="indefinite" nodeType="mainSeq">'
    always = '<p:cTn id="7" repeatCount="indefinite" fill="hold" display="0">'
    reacting = (
        '<p:cTn id="8" restart="whenNotActive" fill="hold" evtFilter="cancelBubble" '
        'nodeType="interactiveSeq">'
    )
    return (
        f'<p:timing xmlns:p="{PML}"><p:tnLst><p:par>'
        '<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>'
        '<p:seq concurrent="1" nextAc="seek">'
        f"{once}<p:childTnLst>{_nested(3, with_it, play)}</p:childTnLst></p:cTn>"
        f"<p:prevCondLst>{_slide('onPrev')}</p:prevCondLst>"
        f"<p:nextCondLst>{_slide('onNext')}</p:nextCondLst></p:seq>"
        f'<p:video><p:cMediaNode vol="80000">{always}{_begin("indefinite")}</p:cTn>{target}'
        "</p:cMediaNode></p:video>"
        f'<p:seq concurrent="1" nextAc="seek">{reacting}'
        f"<p:stCondLst>{clicked}</p:stCondLst>"
        '<p:endSync evt="end" delay="0"><p:rtn val="all"/></p:endSync>'
        f"<p:childTnLst>{_nested(9, _begin('0'), pause)}</p:childTnLst></p:cTn>"
        f"<p:nextCondLst>{clicked}</p:nextCondLst></p:seq>"
        "</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"
    )


def _span(seconds: float) -> str:
    return str(max(1, round(1000 * seconds)))


def _begin(delay: str, also: str = "") -> str:
    return f'<p:stCondLst><p:cond delay="{delay}"/>{also}</p:stCondLst>'


def _nested(number: int, begin: str, inner: str) -> str:
    """Return an effect as PowerPoint has it: of a click, and of what runs together."""
    together = (
        f'<p:par><p:cTn id="{number + 1}" fill="hold">{_begin("0")}'
        f"<p:childTnLst>{inner}</p:childTnLst></p:cTn></p:par>"
    )
    return (
        f'<p:par><p:cTn id="{number}" fill="hold">{begin}'
        f"<p:childTnLst>{together}</p:childTnLst></p:cTn></p:par>"
    )


def _call(number: int, command: str, preset: str, node: str, span: str, target: str) -> str:
    return (
        f'<p:par><p:cTn id="{number}" {preset} presetClass="mediacall" presetSubtype="0" '
        f'fill="hold" nodeType="{node}">{_begin("0")}<p:childTnLst>'
        f'<p:cmd type="call" cmd="{command}"><p:cBhvr>'
        f'<p:cTn id="{number + 1}" dur="{span}" fill="hold"/>{target}</p:cBhvr></p:cmd>'
        "</p:childTnLst></p:cTn></p:par>"
    )


def _slide(event: str) -> str:
    return f'<p:cond evt="{event}" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>'
