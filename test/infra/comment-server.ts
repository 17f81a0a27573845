import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment that arrived. */
export interface Comment {
  readonly system: "gitlab" | "azure-devops";
  readonly text: string;
}

/** A server that takes comments as GitLab and Azure DevOps do, and refuses everything else. */
export interface CommentServer {
  readonly url: string;
  /** What arrived, and what was refused and why. */
  readonly comments: Comment[];
  readonly refused: string[];
  close(): void;
}

/** What a comment must say of itself: where it belongs and by what it is let in. */
export interface Expected {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  read(body: string): Comment;
}

/** Of GitLab: a note under a merge request, as a form. */
export const gitlabNote: Expected = {
  method: "POST",
  url: "/api/v4/projects/42/merge_requests/7/notes",
  headers: { "private-token": "glpat-test", "content-type": "application/x-www-form-urlencoded" },
  read: (body) => {
    const form = new URLSearchParams(body);
    if ([...form.keys()].join() !== "body") throw new Error(`the form holds ${[...form.keys()].join()}`);
    return { system: "gitlab", text: form.get("body")! };
  },
};

/** Of Azure DevOps: a thread of one comment under a pull request, as JSON. */
export const azureThread: Expected = {
  method: "POST",
  url: "/org/5f7c-project/_apis/git/repositories/9a2e-repository/pullRequests/17/threads?api-version=7.1",
  headers: { authorization: "Bearer azure-test", "content-type": "application/json" },
  read: (body) => {
    const { status, comments, ...rest } = JSON.parse(body) as { status: string; comments: { commentType: number; content: string }[] };
    if (status !== "closed" || comments.length !== 1 || comments[0]!.commentType !== 1 || Object.keys(rest).length > 0)
      throw new Error(`the thread is ${body}`);
    return { system: "azure-devops", text: comments[0]!.content };
  },
};

/** Starts it on a port of the loopback interface. */
export async function startCommentServer(): Promise<CommentServer> {
  const comments: Comment[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      try {
        const expected = [gitlabNote, azureThread].find(({ method, url }) => method === request.method && url === request.url);
        if (!expected) throw new Error(`there is no ${request.method} ${request.url}`);
        for (const [name, value] of Object.entries(expected.headers))
          if (request.headers[name] !== value) throw new Error(`${name} is ${String(request.headers[name])}`);
        comments.push(expected.read(Buffer.concat(chunks).toString()));
        response.writeHead(201).end("{}");
      } catch (error) {
        refused.push(String(error));
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, comments, refused, close: () => void server.close() };
}
