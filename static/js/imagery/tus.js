// tus uploads with a checksum on every chunk; progress counts only what the server has accepted.
const { tus } = globalThis;
const ENDPOINT = "/api/v1/uploads/";
const CHUNK = 8 * 1024 * 1024;

/** The server's limits, asked before anything is sent: {maxSize, extensions}. */
export async function limits() {
  const response = await fetch(ENDPOINT, { method: "OPTIONS", credentials: "same-origin" });
  return {
    maxSize: Number(response.headers.get("Tus-Max-Size")) || null,
    extensions: (response.headers.get("Tus-Extension") || "").split(",").filter(Boolean),
  };
}

/** An upload of one file; `on` has accepted(bytes), done(id), failed(error), stalled(). */
export function makeUpload(file, metadata, scope, on) {
  const upload = new tus.Upload(file, {
    endpoint: ENDPOINT,
    chunkSize: CHUNK,
    retryDelays: [0, 1000, 3000, 8000, 15000, 30000, 60000],
    metadata,
    headers: csrf(),
    httpStack: new CheckedStack(),
    fingerprint: async () => fingerprint(file, scope),
    removeFingerprintOnSuccess: true,
    onShouldRetry: (error) => {
      if (isFinal(error)) return false;
      on.stalled?.();
      return true;
    },
    onAfterResponse: (request, response) => {
      // A resumed upload learns from HEAD what the server already has.
      const offset = request.getMethod() === "HEAD" ? response.getHeader("Upload-Offset") : null;
      if (offset) on.accepted(Number(offset));
    },
    onChunkComplete: (_size, accepted) => on.accepted(accepted),
    onSuccess: () => on.done(upload.url.split("/").filter(Boolean).pop()),
    onError: (error) => on.failed(explained(error)),
  });
  return upload;
}

/** Start, going on from where an earlier attempt stopped if there was one. */
export async function start(upload) {
  const [previous] = await upload.findPreviousUploads();
  if (previous) upload.resumeFromPreviousUpload(previous);
  upload.start();
  return Boolean(previous);
}

/** What was begun in this browser and not ended, for the note after a reload. */
export async function unfinished() {
  const stored = await tus.defaultOptions.urlStorage.findAllUploads();
  return stored.filter((entry) => entry.metadata?.filename);
}

/** Forget an upload that was begun earlier, here and on the server. */
export async function forget(entry) {
  await tus.Upload.terminate(entry.uploadUrl, { headers: csrf(), retryDelays: [] }).catch(() => {});
  await tus.defaultOptions.urlStorage.removeUpload(entry.urlStorageKey);
}

/** The name under which a file's unfinished upload is found again. */
export function fingerprint(file, scope) {
  return ["xunzhan", scope, file.name, file.size, file.lastModified].join("/");
}

function csrf() {
  return { "X-CSRF-Token": document.querySelector("meta[name=csrf-token]")?.content ?? "" };
}

function isFinal(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  return status >= 400 && status < 500 && status !== 409 && status !== 423 && status !== 460;
}

function explained(error) {
  const response = error.originalResponse;
  const status = response?.getStatus() ?? 0;
  try {
    const problem = JSON.parse(response.getBody());
    return { status, code: problem.code ?? "", text: problem.detail ?? problem.title ?? "" };
  } catch {
    return { status, code: "", text: "" };
  }
}

// Adds `Upload-Checksum: sha256 …` to every PATCH, where the browser offers digests (https, localhost).
class CheckedStack extends tus.DefaultHttpStack {
  createRequest(method, url) {
    const request = super.createRequest(method, url);
    if (method === "PATCH" && globalThis.crypto?.subtle) addChecksum(request);
    return request;
  }
}

function addChecksum(request) {
  const send = request.send.bind(request);
  const abort = request.abort.bind(request);
  let stopped = false;
  request.abort = () => {
    stopped = true;
    return abort();
  };
  request.send = async (body = null) => {
    if (body instanceof Blob) {
      const digest = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
      const text = btoa(String.fromCharCode(...new Uint8Array(digest)));
      request.setHeader("Upload-Checksum", `sha256 ${text}`);
    }
    // Paused while the digest was made: tus has let go of this request, it must not be sent.
    return stopped ? new Promise(() => {}) : send(body);
  };
}
