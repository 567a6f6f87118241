"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const get = (id) => document.getElementById(id);
const kept = (() => {
  try { return JSON.parse(localStorage.getItem(data.key)) ?? {}; } catch { return {}; }
})();
const marks = {};  // by question and code: {points, comment, base}; points is null where there is no mark
for (const task of data.tasks)
  for (const answer of task.answers) {
    const name = `${task.id} ${answer.code}`;
    const base = [answer.points, answer.comment];  // what the class has: where that is new, what was kept here is old
    const same = JSON.stringify(kept[name]?.base) === JSON.stringify(base);
    marks[name] = same ? kept[name] : { points: answer.points, comment: answer.comment, base };
  }
let task = data.tasks[0], place = 0;
const mark = (answer) => marks[`${task.id} ${answer.code}`];
const marked = (one) => one.answers.filter((answer) => marks[`${one.id} ${answer.code}`].points !== null).length;
const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const keep = () => { try { localStorage.setItem(data.key, JSON.stringify(marks)); } catch { /* a private window */ } };

function tell() {
  get("counts").textContent = `${marked(task)} of ${task.answers.length} marked` +
    (task.unanswered ? `; ${task.unanswered} left it blank.` : ".");
  get("place").textContent = task.answers.length ? `${place + 1} of ${task.answers.length}` : "no answers";
  get("back").disabled = place === 0;
  get("next").disabled = place >= task.answers.length - 1;
  for (const [index, button] of [...get("tasks").children].entries())
    button.textContent = `${data.tasks[index].id} (${marked(data.tasks[index])}/${data.tasks[index].answers.length})`;
}

function shown(index) {
  const answer = task.answers[index];
  const points = element("input", { className: "points", type: "number", min: 0, max: task.points, step: "any", value: mark(answer).points ?? "" });
  const comment = element("textarea", { value: mark(answer).comment, placeholder: "Comment for the student", maxLength: 500 });
  comment.setAttribute("aria-label", `Comment on answer ${index + 1}`);
  points.addEventListener("input", () => {
    const value = points.valueAsNumber;
    points.setCustomValidity(value < 0 || value > task.points ? `From 0 to ${task.points}` : "");
    mark(answer).points = points.value === "" || !points.checkValidity() ? null : value;
    keep(); tell();
  });
  comment.addEventListener("input", () => { mark(answer).comment = comment.value; keep(); });
  const box = element("section", { className: index === place ? "answer current" : "answer" },
    element("header", {}, element("b", { textContent: `Answer ${index + 1}` }),
      element("span", { className: answer.changed ? "look" : "soft", textContent: answer.changed ? "handed in again since it was marked" : answer.code })),
    element("p", { className: "said", textContent: answer.text }),
    element("div", { className: "marks" }, element("label", {}, "Points", points, `of ${task.points}`)),
    comment);
  for (const field of [points, comment])
    field.addEventListener("focus", () => {
      place = index;
      for (const other of get("answers").children) other.classList.toggle("current", other === box);
      tell();
    });
  return box;
}

function show() {
  place = Math.max(0, Math.min(place, task.answers.length - 1));
  const first = Math.max(0, Math.min(place, task.answers.length - 2));
  get("question").textContent = task.question;
  get("rubric").replaceChildren(...task.rubric.map((line) => element("li", { textContent: line })));
  get("rubric-box").hidden = task.rubric.length === 0;
  get("answers").replaceChildren(...task.answers.slice(first, first + 2).map((_, offset) => shown(first + offset)));
  for (const [index, button] of [...get("tasks").children].entries()) button.setAttribute("aria-pressed", data.tasks[index] === task);
  tell();
}

const go = (step) => { place += step; show(); };
const unmarked = () => {
  const after = task.answers.findIndex((answer, index) => index > place && mark(answer).points === null);
  const found = after >= 0 ? after : task.answers.findIndex((answer) => mark(answer).points === null);
  if (found >= 0) { place = found; show(); }
};
const current = (selector) => document.querySelector(`.answer.current ${selector}`);
const quoted = (value) => `"${String(value ?? "").replaceAll('"', '""')}"`;
const download = () => {
  const rows = [["task", "code", "points", "comment"]];
  for (const one of data.tasks)
    for (const answer of one.answers) {
      const { points, comment } = marks[`${one.id} ${answer.code}`];
      if (points !== null) rows.push([one.id, answer.code, points, comment.trim()]);
    }
  const text = rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "marks.csv" });
  link.click();
  URL.revokeObjectURL(link.href);
};

get("tasks").append(...data.tasks.map((one) => {
  const button = element("button", { className: "button", type: "button" });
  button.addEventListener("click", () => { task = one; place = 0; show(); });
  return button;
}));
if (matchMedia("(max-width: 44rem)").matches) get("rubric-box").open = false;
get("tasks").hidden = data.tasks.length < 2;
get("back").addEventListener("click", () => go(-1));
get("next").addEventListener("click", () => go(1));
get("unmarked").addEventListener("click", unmarked);
get("download").addEventListener("click", download);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const writing = event.target instanceof HTMLElement && event.target.matches("textarea, input");
  if (event.key === "Escape" && writing) { event.target.blur(); return; }
  if (writing || !task.answers.length) return;
  const act = {
    ArrowLeft: () => go(-1), ArrowRight: () => go(1), j: () => go(1), k: () => go(-1), u: unmarked, s: download,
    c: () => current("textarea").focus(), p: () => current(".points").select(),
    x: () => { mark(task.answers[place]).points = null; keep(); show(); },
  }[event.key] ?? (/^[0-9]$/.test(event.key) && Number(event.key) <= task.points
    ? () => { mark(task.answers[place]).points = Number(event.key); keep(); show(); } : null);
  if (act) { event.preventDefault(); act(); }
});
show();
