type Progress = (fraction: number) => void;

/** Each step told crosses to the page: a hundred of them are enough. */
export function inSteps(tell: Progress | undefined, from = 0, to = 1): Progress {
  let last = -1;
  return (fraction) => {
    const step = Math.floor((from + fraction * (to - from)) * 100);
    if (step === last) return;
    last = step;
    tell?.(step / 100);
  };
}
