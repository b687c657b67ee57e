/**
 * Does the work again and again, and never twice at once: a turn that comes while it goes on is left out.
 * @param work never rejects
 * @returns ends the timer; work that goes on is not ended
 */
export function repeatOneAtATime(work: () => Promise<void>, everyMs: number): () => void {
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    await work();
    isBusy = false;
  }, everyMs);
  return () => clearInterval(timer);
}
