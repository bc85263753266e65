/**
 * Calls back for every new picture of a video, with the time in ms, until the answer is called.
 * Where the browser does not announce pictures, the display's own beat stands in.
 */
export function eachPicture(video: HTMLVideoElement, take: (atMs: number) => void): () => void {
  return 'requestVideoFrameCallback' in video ? byPicture(video, take) : byDisplay(video, take);
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
