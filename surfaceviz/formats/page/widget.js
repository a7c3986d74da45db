/**
 * What a notebook's widget does with the module that stands before it: the player's state and the
 * kernel's traits follow one another.
 */
export default {
  render({ model, el }) {
    const player = start(el, model.get("payload"));
    const asText = (value) => JSON.stringify(value);

    /** The player's state by the names of the traits. */
    const told = () => {
      const { start: from, epoch, learningRate, trajectory } = player.state();
      return { start: from, epoch, learning_rate: learningRate, trajectory };
    };
    const tell = () => {
      const news = Object.entries(told()).filter(
        ([name, value]) => asText(value) !== asText(model.get(name)),
      );
      news.forEach(([name, value]) => model.set(name, value));
      if (news.length > 0) model.save_changes();
    };

    /** What the kernel may set, and what the player calls it. */
    const settable = { start: "start", epoch: "epoch", learning_rate: "learningRate" };
    const hear = Object.entries(settable).map(([trait, name]) => {
      const follow = () => {
        const value = model.get(trait);
        if (asText(value) === asText(told()[trait])) return;
        try {
          player.set({ [name]: value });
        } finally {
          // What could not be set, or not just so, is told as it is.
          tell();
        }
      };
      model.on(`change:${trait}`, follow);
      return () => model.off(`change:${trait}`, follow);
    });

    player.on("change", tell);
    tell();
    return () => {
      hear.forEach((stop) => stop());
      player.destroy();
    };
  },
};
