import type { UploadRefusal } from "../model/uploads.ts";

export type Sending = {
  done: Promise<{ location: string } | { refused: UploadRefusal } | { failed: string }>;
  stop(): void;
};

/**
 * Sends the form's files. fetch tells nobody how far an upload is, hence the older interface.
 * @param onProgress share that was sent, 0 to 1
 */
export function sendUpload(form: HTMLFormElement, onProgress: (share: number) => void): Sending {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
  const done = new Promise<Awaited<Sending["done"]>>((resolve) => {
    request.onload = () => {
      const answer = request.response as { location?: string; refused?: UploadRefusal; detail?: string } | null;
      if (answer?.location !== undefined) resolve({ location: answer.location });
      else if (answer?.refused !== undefined) resolve({ refused: answer.refused });
      else resolve({ failed: answer?.detail ?? `The server answered ${request.status}. Try again.` });
    };
    request.onerror = () => resolve({ failed: "The connection broke off. Try again." });
    request.onabort = () => resolve({ failed: "The upload was stopped; nothing of it was kept." });
  });
  request.send(new FormData(form));
  return { done, stop: () => request.abort() };
}
