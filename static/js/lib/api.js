// The JSON API: one call, one answer, one kind of error.

/** A refusal of the server (or a broken line), with its stable code and a sentence to show. */
export class ApiError extends Error {
  constructor({ code, detail, status, params }) {
    super(detail);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.params = params ?? {};
  }
}

const BASE = "/api/v1/";

/** The CSRF token of this page, sent with everything that changes something. */
export function csrf() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

function address(path) {
  return path.startsWith("/") ? path : BASE + path;
}

async function refusal(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // a proxy's page, not ours: the status says enough
  }
  const detail = problem.detail || problem.title || `${response.status} ${response.statusText}`;
  return new ApiError({ code: problem.code || "http.error", detail, status: response.status, params: problem.params });
}

async function send(method, path, body, { signal } = {}) {
  const headers = { Accept: "application/json" };
  const options = { method, headers, credentials: "same-origin", signal };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf();
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(address(path), options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    const { t } = await import("./i18n.js");
    throw new ApiError({ code: "network", detail: t("连不上服务器，请检查网络后重试。"), status: 0 });
  }
  if (response.status === 401) {
    const here = location.pathname + location.search;
    location.assign(`/login?next=${encodeURIComponent(here)}`);
  }
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

export const get = (path, options) => send("GET", path, undefined, options);
export const post = (path, body = {}, options) => send("POST", path, body, options);
export const patch = (path, body = {}, options) => send("PATCH", path, body, options);
export const remove = (path, options) => send("DELETE", path, undefined, options);

/** The address of an API path with its query; empty values are left out. */
export function query(path, values) {
  const pairs = Object.entries(values).filter(([, v]) => v !== "" && v !== null && v !== undefined);
  return pairs.length ? `${path}?${new URLSearchParams(pairs)}` : path;
}
