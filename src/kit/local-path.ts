import path from "node:path";
import { DativoError } from "./error.ts";

/** The local path of a location: an absolute path, `file:///path`, `file:/path` or `file://localhost/path`. Nothing is decoded: engines write folder names as they are. Throws `refused` on any other. */
export function localPath(location: string): string {
  const withoutScheme = location.replace(/^file:(?:\/\/(?:localhost)?)?(?=\/(?!\/))/, "");
  if (path.isAbsolute(withoutScheme)) return path.normalize(withoutScheme);
  throw new DativoError("refused", `'${location}' is not on this disk`, {
    hint: "give an absolute path or a file:// URL",
    context: { location },
  });
}
