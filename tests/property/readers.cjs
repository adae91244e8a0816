// Reads calendar files (paths as JSON on stdin) with a reader named in argv and prints {path: {uid: UTC start}}.
const fs = require("fs");
const which = process.argv[2];
const paths = JSON.parse(fs.readFileSync(0, "utf8"));
const out = {};
for (const path of paths) {
  const text = fs.readFileSync(path, "utf8");
  const found = {};
  if (which === "ical.js") {
    const ICAL = require("ical.js").default || require("ical.js");
    const root = new ICAL.Component(ICAL.parse(text));
    ICAL.TimezoneService.reset();
    for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    for (const part of root.getAllSubcomponents("vevent")) {
      const event = new ICAL.Event(part);
      found[event.uid] = event.startDate.toJSDate().toISOString();
    }
  } else {
    const ical = require("node-ical");
    for (const item of Object.values(ical.sync.parseICS(text))) {
      if (item.type === "VEVENT") found[item.uid] = item.start.toISOString();
    }
  }
  out[path] = found;
}
console.log(JSON.stringify(out));
