// SPDX-License-Identifier: AGPL-3.0-or-later
// Live counters: one event stream per browser. Tabs elect a leader; the others hear it over a channel.
// Events: {"counts": {"incoming.to_do": 9}, "announce": "…"}. A refused stream becomes a poll of 60 s.
import { say } from "./live-region.js";
import { kept, root } from "./page.js";

const POLL = 60000;
const { events, counts } = root.dataset;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`congso:events:${root.dataset.user}`) : null;

function show(data) {
  let changed = false;
  for (const [key, value] of Object.entries(data.counts || {})) {
    for (const element of document.querySelectorAll(`[data-count="${CSS.escape(key)}"]`)) {
      const text = value > 99 ? "99+" : String(value || element.dataset.zero || "");
      if (element.textContent === text) continue;
      element.textContent = text;
      changed = true;
      const place = element.closest("[data-quiet], [data-tone]");
      if (!place) continue;
      if (place.dataset.tone) place.classList.toggle(place.dataset.tone, value > 0);
      if ("quiet" in place.dataset) place.hidden = !value;
    }
  }
  // lists that show the same work fetch themselves anew, unless somebody is just in them
  if (changed && !document.querySelector("[data-live]:focus-within")) {
    document.dispatchEvent(new CustomEvent("congso:changed"));
  }
  if (data.announce) say(data.announce);
  document.dispatchEvent(new CustomEvent("congso:event", { detail: data }));
}

function tell(data) {
  show(data);
  channel?.postMessage(data);
}

function poll() {
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(counts, { headers: { Accept: "application/json", "X-Congso-Poll": "1" } });
      if (answer.ok) tell(await answer.json());
    } catch { /* the next turn may work */ }
  };
  setInterval(ask, POLL);
}

// Resolves when this tab no longer leads (it never does while the page lives).
function lead() {
  const source = new EventSource(events);
  let heard = false;
  const take = (event) => {
    heard = true;
    try { tell(JSON.parse(event.data)); } catch { /* a comment or a broken line */ }
  };
  source.addEventListener("message", take);
  source.addEventListener("counts", take);
  source.addEventListener("open", () => (heard = true));
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    source.close();
    if (heard) setTimeout(lead, 15000);
    else if (counts) poll();
  });
  return new Promise(() => {});
}

// Where the browser has no locks (plain http on a local network) a mark on this machine elects the leader.
function claim() {
  const key = `congso:leader:${root.dataset.user}`;
  const me = Math.random().toString(36).slice(2);
  let leading = false;
  const beat = () => {
    const now = kept.get(key);
    if (now && now.me !== me && Date.now() - now.at < 12000) return;
    kept.set(key, { me, at: Date.now() });
    if (!leading) setTimeout(() => {
      if (leading || kept.get(key)?.me !== me) return;
      leading = true;
      lead();
    }, 300);
  };
  beat();
  setInterval(beat, 5000);
  addEventListener("pagehide", () => leading && kept.drop(key));
}

if (channel) channel.addEventListener("message", (event) => show(event.data));
if (events && root.dataset.user && "EventSource" in window) {
  // the lock passes to another tab when the leader closes: that is the election
  if (navigator.locks && channel) navigator.locks.request(`congso:events:${root.dataset.user}`, lead);
  else if (channel) claim();
  else lead();
} else if (counts && root.dataset.user) poll();
