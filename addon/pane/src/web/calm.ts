// News in a rush: the first is heard at once, and of all that follow soon after only that there was more.

const PAUSE = 2_000;

export function calmly(act: () => void): () => void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let isMore = false;
  const pause = (): void => {
    rest = setTimeout(() => {
      rest = undefined;
      if (!isMore) return;
      isMore = false;
      act();
      pause();
    }, PAUSE);
  };
  return () => {
    if (rest !== undefined) {
      isMore = true;
      return;
    }
    act();
    pause();
  };
}
