// Other tabs of this browser on the same page: they are told of each other, and of what each saved.

/** So long another tab may take to say that it is there. */
const ANSWER_MS = 150;

/** Meets the other tabs. `hear.others` is told how many there are, `hear.saved` what another one saved. */
export const meetTabs = (page, tab, hear) => {
  const tabs = new Set();
  if (!("BroadcastChannel" in window)) return { tabs: async () => tabs, saved: () => {} };
  const channel = new BroadcastChannel(`write:${page}`);
  const post = (is, more) => channel.postMessage({ is, tab, ...more });
  channel.onmessage = ({ data }) => {
    if (data.is === "bye") tabs.delete(data.tab);
    else tabs.add(data.tab);
    if (data.is === "here") post("there");
    if (data.is === "saved") hear.saved(data.base);
    hear.others(tabs.size);
  };
  addEventListener("pagehide", () => post("bye"));
  addEventListener("pageshow", (event) => event.persisted && post("here"));
  post("here");
  const met = new Promise((resolve) => setTimeout(resolve, ANSWER_MS, tabs));
  return { tabs: () => met, saved: (base) => post("saved", { base }) };
};
