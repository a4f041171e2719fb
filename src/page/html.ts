/**
 * HTML text.
 *
 * @module
 */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that is safe within elements and quoted attributes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}

/** A table with a header row; cells are HTML. Columns whose letter is `r` are set right. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: string,
): string {
  const classes = [...align].map((letter) => letter === "r" ? ' class="r"' : "");
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell, i) => `<${tag}${classes[i] ?? ""}>${cell}</${tag}>`).join("")}</tr>`;
  return `<div class="wide"><table><thead>${row(head, "th")}</thead><tbody>${
    rows.map((cells) => row(cells, "td")).join("\n")
  }</tbody></table></div>`;
}

/** A whole page that needs nothing from anywhere else. */
export function page(title: string, style: string, body: string, script: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;
}
