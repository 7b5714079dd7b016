// A job's progress: server-sent events, and asking every few seconds where they do not get through.

import { get } from "./api.js";

const POLL_MS = 3000;
const ENDED = new Set(["done", "failed", "cancelled"]);

/** Whether a job has come to its end. */
export const ended = (job) => ENDED.has(job.state);

/**
 * Watch jobs (all visible ones when `ids` is empty) and call `onJob` with every new state.
 * Returns a function that stops watching.
 */
export function watchJobs(ids, onJob) {
  const wanted = new Set(ids);
  const address = `/api/v1/jobs/stream${ids.length ? `?ids=${ids.join(",")}` : ""}`;
  let source = null;
  let timer = 0;
  let stopped = false;

  function stop() {
    stopped = true;
    source?.close();
    clearTimeout(timer);
  }

  function tell(job) {
    if (stopped) return;
    onJob(job);
    if (ids.length && ended(job)) wanted.delete(job.id);
    if (ids.length && wanted.size === 0) stop();
  }

  async function poll() {
    try {
      const jobs = ids.length
        ? await Promise.all([...wanted].map((id) => get(`jobs/${id}`)))
        : (await get("jobs")).items;
      jobs.forEach(tell);
    } catch (error) {
      if (error.status === 401 || error.status === 403 || error.status === 404) stop();
    }
    if (!stopped) timer = setTimeout(poll, POLL_MS);
  }

  if (typeof EventSource === "undefined") poll();
  else {
    source = new EventSource(address);
    source.addEventListener("job", (event) => tell(JSON.parse(event.data)));
    source.addEventListener("full", () => { // a younger page of the same person took the stream
      source.close();
      if (!stopped) poll();
    });
    source.addEventListener("error", () => {
      if (stopped || source.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
      clearTimeout(timer);
      poll();
    });
  }
  return stop;
}
