const BEEP_HERTZ = 880;
const BEEP_SECONDS = 0.12;
const LOUDNESS = 0.1;

/** A short tone and, where there is a motor, a short buzz: the scan is done. */
export function signalSuccess(): void {
  if ('vibrate' in navigator) navigator.vibrate(60);
  beep();
}

function beep(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = BEEP_HERTZ;
  volume.gain.setValueAtTime(LOUDNESS, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + BEEP_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.addEventListener('ended', () => void audio.close(), { once: true });
  tone.start();
  tone.stop(audio.currentTime + BEEP_SECONDS);
}
