export { tensorflow } from "./backend.ts";
