/** What each figure is meant to reach: at most, or at least. */
const targets: Readonly<Record<string, readonly ['≤' | '≥', number]>> = {
  visit_approve_to_qr_ms: ['≤', 150],
  visit_approve_to_qr_ms_4x: ['≤', 600],
  visit_lastframe_to_summary_ms: ['≤', 250],
  visit_lastframe_to_summary_ms_4x: ['≤', 1000],
  pre_encapsulate_per_pairing: ['≤', 1.5],
  pre_rekey_per_pairing: ['≤', 1.2],
  pre_reencrypt_per_pairing: ['≤', 1.6],
  pre_open_per_pairing: ['≤', 1.8],
  ...Object.fromEntries(
    [50, 100, 200, 500, 800, 1024, 1500, 2048].map((kb) => [
      `file_${kb}KB_turnaround_ms`,
      ['≤', 60] as const,
    ]),
  ),
  aead_seal_ratio_to_webcrypto: ['≥', 0.8],
  qr_still_success: ['≥', 0.9],
  qr_animated_kBps: ['≥', 15],
  qr_animated_ratio_to_html5qrcode: ['≥', 3],
  qr_fountain_overhead_p95: ['≤', 5],
  vault_open_5000_ms: ['≤', 800],
  vault_open_5000_ms_4x: ['≤', 3200],
  vault_save_ms: ['≤', 50],
  vault_search_5000_ms: ['≤', 50],
  standing_open_1000_objects_ms: ['≤', 2000],
  standing_publish_one_record_ms: ['≤', 150],
  grant_standing_4_partitions_bytes: ['≤', 800],
  revoke_partition_2MB_ms: ['≤', 1000],
  stream_1GB_peak_mb: ['≤', 200],
  stream_ratio_to_raw_copy: ['≥', 0.5],
  first_screen_js_gz_kb: ['≤', 45],
  kill_rounds_mixed: ['≤', 0],
  kill_rounds_lost: ['≤', 0],
  tabs_lost_writes: ['≤', 0],
  thief_hits: ['≤', 0],
  thief_engines: ['≥', 3],
};

/** Prints the table and, where asked for, one JSON object on the last line. */
export function report(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) {
    const target = targets[name];
    const wanted = target ? `${target[0]} ${target[1]}` : '';
    const reached = !target || (target[0] === '≤' ? value <= target[1] : value >= target[1]);
    console.log(
      `${name.padEnd(38)} ${value.toFixed(2).padStart(10)}  ${wanted.padEnd(8)} ${reached ? '' : 'missed'}`,
    );
  }
  for (const name of Object.keys(targets))
    if (!(name in figures)) console.log(`${name.padEnd(38)}   not measured`);
  if (process.env['BENCH_JSON']) console.log(JSON.stringify(figures));
}
