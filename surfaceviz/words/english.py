"""The phrases of a story in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    # What things are called.
    "optimizer.gd": "gradient descent",
    "optimizer.sgd": "stochastic gradient descent",
    "optimizer.momentum": "momentum",
    "optimizer.nesterov": "Nesterov momentum",
    "optimizer.adagrad": "AdaGrad",
    "optimizer.rmsprop": "RMSProp",
    "optimizer.adadelta": "Adadelta",
    "optimizer.adam": "Adam",
    "optimizer.adamw": "AdamW",
    "optimizer.nadam": "Nadam",
    "optimizer.steepest": "steepest descent",
    "optimizer.cg": "conjugate gradients",
    "optimizer.bfgs": "BFGS",
    "optimizer.newton": "Newton's method",
    "optimizer.own": "an optimizer of its own kind",
    "alone.momentum": "gradient descent with momentum",
    "alone.nesterov": "gradient descent with Nesterov momentum",
    "label.both": "{optimizer} ({rest})",
    "label.rate": "learning rate",
    "label.from": "the start at",
    "label.raw": "raw x",
    "label.standardized": "z-scored x",
    "loss.MSE": "mean squared error",
    "loss.MAE": "mean absolute error",
    "loss.Huber": "Huber loss",
    "loss.log-cosh": "log-cosh loss",
    "loss.quantile": "quantile loss",
    "loss. + ": " plus ",
    "fit.line": "a line",
    "fit.curve": "a logistic curve",
    "of data": " of {data}",
    "columns": "{y} against {x}",
    "columns weighted": "{y} against {x}, weighted",
    "params": "slope {m} and intercept {b}",
    "and": " and ",
    "comma": ", ",
    "between sentences": " ",
    "between lines": ": ",
    # Numbers of things.
    "one epoch": "1 epoch",
    "epochs": "{n} epochs",
    "one point": "1 point",
    "points": "{n} points",
    "one time": "once",
    "times": "{n} times",
    "others": "{n} others",
    "race optimizers": "{n} optimizers",
    "race rates": "{n} learning rates",
    "race starts": "{n} starting points",
    "race coordinates": "raw and z-scored x",
    "race runs": "{n} runs",
    "next to nothing": "practically 0",
    "infinite": "more than any number",
    "under": "less than {share}",
    # Titles of films.
    "title": "{optimizer} on {data}: {y} from {x}",
    "title unnamed": "{optimizer}: {y} from {x}",
    "title diverges": "{optimizer} diverges on {data}: {y} from {x}",
    "title diverges unnamed": "{optimizer} diverges: {y} from {x}",
    "title race": "Race of {race} on {data}: {y} from {x}",
    "title race unnamed": "Race of {race}: {y} from {x}",
    # What is seen.
    "seen": "Animation of {optimizer} fitting {fit} to {points}{of_data} ({columns}).",
    "seen race": "Animation of a race of {race} fitting {fit} to {points}{of_data} ({columns}).",
    "falls": "The {loss} falls from {first} to {last}.",
    "rises": "The {loss} rises from {first} to {last}.",
    "stays": "The {loss} stays at {last}.",
    "path burst": "From {start} the first step leads so far out that no number can hold it.",
    "path diverges": "From {start} the path runs farther away with each step, and after {epochs} "
    "it has come to {end}.",
    "path diverges across": "From {start} the path leaps to and fro across the valley, farther "
    "with each step, and after {epochs} it has come to {end}.",
    "path rests": "The path stays at {end} for {epochs}, as there is no way down.",
    "path trembles": "From {start} the path comes down quickly, then trembles around the optimum "
    "and ends at {end} after {epochs}.",
    "path swings": "From {start} the path swings {swings} across the valley, and ends at {end} "
    "after {epochs}.",
    "path creeps": "From {start} the path drops in {valley} into a long narrow valley and creeps "
    "along it to {end} at epoch {epoch}.",
    "path creeps on": "From {start} the path creeps along a long narrow valley to {end} at epoch "
    "{epoch}.",
    "path arrives": "From {start} the path comes 99% of the way down in {near}, and ends at {end} "
    "after {epochs}.",
    "path one": "In {epochs} the path goes from {start} to {end}.",
    "path falls": "From {start} the path comes to {end} in {epochs}; {left} of the way down is "
    "left.",
    "path strays": "From {start} the path strays to {end} in {epochs}, no lower than it began.",
    "race from": "All start from {start}.",
    "race ends": "After {epochs}, {best} has the lowest {loss}, {last}, and {worst} the highest, "
    "{worst_last}.",
    "race ends three": "After {epochs}, {best} has the lowest {loss}, {last}, then {middle} with "
    "{middle_last}, and {worst} the highest, {worst_last}.",
    "race ends more": "After {epochs}, {best} has the lowest {loss}, {last}, and {worst} the "
    "highest, {worst_last}; {others} end between.",
    "race ends one": "After {epochs}, {best} has come to a {loss} of {last}.",
    "race ties": "After {epochs} all have the same {loss}, {last}.",
    "race first": "{quickest} is the first to come 99% of the way down, in {near}.",
    "race first shared": "{quickest} comes 99% of the way down in {near}, and none sooner.",
    "race diverging": "{diverging} diverges.",
    "race all diverge": "All of them diverge.",
    # The long text.
    "about data": "Data: {points}{of_data}, {columns}.",
    "about since": "Here {x} is counted in days from {since}.",
    "about optimum": "The {loss} is least, {least}, at {optimum}.",
    "about optima": "The {loss} is least, {least}, at {optimum} and all along a valley.",
    "about no optimum": "The {loss} has no least value: it falls for ever toward {least}.",
    "about run": "{optimizer}, {epochs}",
    "about rate": "learning rate {rate}",
    "about limit": "stability limit {limit}",
    "about batch": "steps of {batch}",
    "about z": "in the coordinates of z-scored x",
    "about start": "It starts from {start} with a {loss} of {first} and ends at {end} with {last}.",
    "about drop": "The largest drop is in epoch {drop}.",
    "about first step": "Epoch 1 does {done} of the way down.",
    "about near": "From epoch {near_epoch} on no more than 1% of the way is left.",
    "about left": "At the end {left} of the way is left.",
    "about valley": "From epoch {valley_epoch} on it is down in the valley, which is {condition} "
    "times steeper across than along; {valley_left} of the way is left then.",
    "about swings": "It crosses the valley {swings}.",
    "about rises": "The loss rises in {rises}.",
    "about lowest": "Its lowest loss is {lowest_loss}, at epoch {lowest}.",
    "about above": "From epoch {above} on the loss is above that of the start.",
    "about converged": "It is ended there, as it has come as far as was asked for.",
    "about diverged": "It is ended there, as it has diverged.",
    # What to say. What is looked at:
    "say look": "Here {optimizer} fits {fit} to {points}{of_data}, {columns}: every place on the "
    "surface is one choice of slope and intercept, its height the {loss}, and we begin with "
    "{start}.",
    "say look race": "Here {race} race to fit {fit} to {points}{of_data}, {columns}: every place "
    "on the surface is one choice of slope and intercept, and its height is the {loss}.",
    # What happens:
    "say burst": "The very first step leads so far out that no number can hold it.",
    "say diverges": "The loss does not fall, it grows from {first} to {last} within {epochs}.",
    "say diverges across": "Watch the path leap from one side of the valley to the other, higher "
    "each time: within {epochs} the loss grows from {first} to {last}.",
    "say rests": "Nothing moves for {epochs}: the loss is {last} and there is no way down.",
    "say trembles": "The loss falls from {first} to {last} in {epochs}, but the path never comes "
    "to rest: it trembles around the optimum.",
    "say swings": "Watch the path swing {swings} across the valley while the loss falls from "
    "{first} to {last} in {epochs}.",
    "say creeps": "It takes {valley} to drop into the valley, where {valley_left} of the way down "
    "is still left; all the rest, to epoch {epoch}, goes into creeping along its floor.",
    "say creeps on": "The path creeps along the floor of the valley, and in {epochs} the loss "
    "falls from {first} to {last}.",
    "say arrives": "In {near} it does 99% of the way down, and after {epochs} the loss has fallen "
    "from {first} to {last}.",
    "say one": "In {epochs} the loss falls from {first} to {last}.",
    "say falls": "In {epochs} the loss falls from {first} to {last}, and {left} of the way down is "
    "left.",
    "say strays": "In {epochs} the loss rises from {first} to {last}: the path has strayed.",
    "say race": "{best} ends lowest, with {last} after {epochs}, and {worst} highest, with "
    "{worst_last}.",
    "say race one": "{best} comes to a loss of {last} in {epochs}.",
    "say race all diverge": "Not one of them comes down: the lowest loss at the end is {last}.",
    "say race ties": "After {epochs} all of them have come to the same loss, {last}.",
    # What to learn:
    "learn limit": "The learning rate {rate} is {ratio} times the limit of {limit} that the "
    "steepest direction allows, and beyond it every step lands higher than it started: take a "
    "smaller one.",
    "learn diverges": "Steps that are too long lead uphill however good their direction is: take "
    "a smaller learning rate.",
    "learn rests": "Where the slope is zero there is no step: that is how a descent knows the "
    "optimum.",
    "learn batch": "A step that sees only {batch} has a direction of chance in it: larger batches "
    "or a learning rate that decays bring it to rest.",
    "learn trembles": "Steps that do not become shorter cannot come to rest: let the learning "
    "rate decay.",
    "learn bold": "The learning rate {rate} is {share} of the limit {limit}, so each step lands on "
    "the other side of the valley: half the limit would not swing at all.",
    "learn swings": "What has gathered speed down the slope shoots beyond the floor before it can "
    "turn: that is the price of speed.",
    "learn creeps": "The valley is {condition} times steeper across than along, and a learning "
    "rate that is safe across it is far too small along it: z-scoring x would make it round.",
    "learn creeps z": "The valley is {condition} times steeper across than along, and steps that "
    "are safe across it are far too short along it.",
    "learn newton": "Newton's method knows the curvature, and one step solves a quadratic loss.",
    "learn round": "Z-scored x makes the bowl round, so that every slope points straight at the "
    "optimum.",
    "learn arrives": "The steps become shorter by themselves as the slope becomes gentler: epoch 1 "
    "alone did {done} of the way.",
    "learn slow start": "The way down is not done in one leap: look at the loss, and stop when it "
    "no longer falls.",
    "learn falls": "What is lacking is not direction but distance: give it more epochs, or longer "
    "steps.",
    "learn one": "One step is not the whole way: the slope tells where down is, but not how far.",
    "learn race diverging": "{diverging} diverged: too long a step does not only lose the race, "
    "it never arrives.",
    "learn race sprint": "{quickest} was the first to come 99% of the way down, in {near}, and yet "
    "did not end lowest: being quick and being exact are two things.",
    "learn race first": "{quickest} was also the first to come 99% of the way down, in {near}; on "
    "other data the order may be another.",
    "learn race shared": "{quickest} also came 99% of the way down in {near}, and none sooner; on "
    "other data the order may be another.",
    "learn race": "None of them came 99% of the way down: give them more epochs before you choose "
    "the best.",
    # Pictures of single epochs.
    "still start": "The start: {params}",
    "still big step": "Epoch {epoch}: the largest drop, to {now}",
    "still big step race": "Epoch {epoch}: the largest drop of {who}",
    "still valley race": "Epoch {epoch}: {who} is down in the valley",
    "still most race": "Epoch {epoch}: {who} is most of the way down",
    "still into valley": "Epoch {epoch}: into the valley",
    "still valley": "Epoch {epoch}: down in the valley",
    "still most": "Epoch {epoch}: most of the way down",
    "still near": "Epoch {epoch}: 99% of the way down",
    "still first": "Epoch {epoch}: {who} is first near the optimum",
    "still turning": "Epoch {epoch}: the lowest loss, {now}",
    "still above": "Epoch {epoch}: higher than at the start",
    "still halfway": "Epoch {epoch}: creeping along the valley",
    "still on its way": "Epoch {epoch}: still on its way",
    "still end": "The end, epoch {epoch}: {params}",
    "still end diverges": "Epoch {epoch}: diverged",
    "still start race": "The start: {race}",
    "still end race": "Epoch {epoch}: {who} ends lowest",
    "still epoch": "Epoch {epoch}",
    "still seen": "{optimizer} on {points}{of_data} at epoch {epoch} of {all}.",
    "still seen race": "A race of {race} on {points}{of_data} at epoch {epoch} of {all}.",
    "still now": "The {fit} has slope {m} and intercept {b}, and the {loss} is {now}.",
    "still line": "line",
    "still curve": "curve",
    "still left": "{left} of the way down is left.",
    "still now race": "{who} has the lowest {loss}, {now}, and {worst} the highest, {worst_now}.",
    "still now ties": "All have the same {loss}, {now}.",
}
