// Python in a thread of its own: the page stays free while it starts and computes.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;

async function start() {
  const [python, packages] = await Promise.all([
    loadPyodide({ indexURL: here("pyodide/"), packages: [] }),
    fetch(here("packages.zip")).then((response) => {
      if (!response.ok) throw new Error(`packages.zip: ${response.status}`);
      return response.arrayBuffer();
    }),
  ]);
  // Python imports from the archive: nothing is unpacked.
  python.FS.writeFile("/packages.zip", new Uint8Array(packages));
  python.runPython("import sys; sys.path.insert(0, '/packages.zip')");
  return python.pyimport("bridge");
}

const started = start();
started.catch(() => {}); // what went wrong is the answer to each message

self.addEventListener("message", async ({ data: { id, name, request, lang } }) => {
  try {
    const bridge = await started;
    self.postMessage({ id, ...JSON.parse(bridge.answer(name, JSON.stringify(request), lang)) });
  } catch (error) {
    self.postMessage({ id, error: { message: String(error), faults: [] } });
  }
});
