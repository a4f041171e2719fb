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

/**
 * Escapes text for use within elements and quoted attributes.
 *
 * @param text Any text.
 */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}

/**
 * A table with a header row.
 *
 * @param head Titles of the columns, as HTML.
 * @param rows Cells, as HTML.
 * @param align A letter for each column: `r` aligns it to the right.
 * @returns HTML.
 */
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

/**
 * A page that loads nothing from elsewhere; its security policy forbids it.
 *
 * @param title The page's title, as text.
 * @param style CSS.
 * @param body HTML.
 * @param script JavaScript that runs when the body is there.
 * @returns HTML.
 */
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
