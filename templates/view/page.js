// A page that holds its data: what `--format html` writes.

const page = JSON.parse(document.getElementById("data").textContent);
document.body.replaceChildren(page.report ? reportPage(page.report, page) : checkPage(page.check));
