/**
 * Calls back for every new picture of a video, with the time in ms, until the answer is called.
 * The display's own beat stands in until the browser announces a picture: some cannot, and
 * WebKitGTK says that it can and never does.
 */
export function eachPicture(video: HTMLVideoElement, take: (atMs: number) => void): () => void {
  const stopDisplay = byDisplay(video, take);
  if (!('requestVideoFrameCallback' in video)) return stopDisplay;
  const stopPictures = byPicture(video, (atMs) => {
    stopDisplay();
    take(atMs);
  });
  return () => {
    stopDisplay();
    stopPictures();
  };
}

function byPicture(video: HTMLVideoElement, take: (atMs: number) => void): () => void {
  const again = (atMs: number) => {
    next = video.requestVideoFrameCallback(again);
    take(atMs);
  };
  let next = video.requestVideoFrameCallback(again);
  return () => video.cancelVideoFrameCallback(next);
}

function byDisplay(video: HTMLVideoElement, take: (atMs: number) => void): () => void {
  let seen = -1;
  const again = (atMs: number) => {
    next = requestAnimationFrame(again);
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.currentTime === seen) return;
    seen = video.currentTime;
    take(atMs);
  };
  let next = requestAnimationFrame(again);
  return () => cancelAnimationFrame(next);
}
