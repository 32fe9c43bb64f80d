// What the Data Docs' own scripts need of jQuery and bootstrap-table, no more.
function $(target) {
  const found =
    typeof target === "string" ? [...document.querySelectorAll(target.replace(/\[(\w+)\$=([\w-]+)\]/, '[$1$="$2"]'))]
    : target === document ? [document]
    : [target];
  return wrap(found);
}

function wrap(elements) {
  const show = (value) => { elements.forEach((element) => { element.style.display = value; }); return wrap(elements); };
  return {
    ready: (then) => { document.addEventListener("DOMContentLoaded", then); },
    on: () => {},
    parent: () => wrap(elements.map((element) => element.parentElement)),
    each: (then) => elements.forEach((element, index) => then(index, element)),
    fadeIn: () => show(""),
    fadeOut: () => show("none"),
    bootstrapTable: (options) => { if (typeof options === "object") elements.forEach((table) => fill(table, options)); },
  };
}

// Rows that are given as data become rows of the table; the first cell without a link of its own leads to the row's page.
function fill(table, options) {
  const head = table.createTHead().insertRow();
  for (const column of options.columns) {
    head.appendChild(document.createElement("th")).textContent = column.title;
  }
  const body = table.createTBody();
  const holds = (data) => !String(data.validation_success).includes("fa-times");
  const name = (data) => String(data._expectation_suite_name_sort ?? data.expectation_suite_name);
  for (const data of options.data.sort((a, b) => holds(a) - holds(b) || name(a).localeCompare(name(b)))) {
    const row = body.insertRow();
    for (const column of options.columns) {
      const cell = row.insertCell();
      const link = document.createElement("a");
      link.href = data._table_row_link_path;
      link.innerHTML = data[column.field];
      cell.appendChild(link);
    }
  }
}
