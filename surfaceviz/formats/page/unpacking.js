/**
 * Unpack the page's program and run it. It comes packed because it is long; the page's policy names
 * it by its hash as it is when unpacked.
 */
const packed = document.querySelector("#surfaceviz-program").textContent;
const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
const program = document.createElement("script");
program.type = "module";
program.textContent = await new Response(unpacked).text();
document.body.append(program);
