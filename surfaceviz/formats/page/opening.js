start(
  document.querySelector("main.surfaceviz"),
  JSON.parse(document.querySelector("#surfaceviz-data").textContent),
  window,
);
