/**
 * Reports as HTML pages: one file each, which needs no network.
 *
 * @module
 */
export { ccaPage } from "./cca_page.ts";
