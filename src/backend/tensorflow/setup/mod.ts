export { type Setup, type SetupOptions, setupTensorflow } from "./setup.ts";
