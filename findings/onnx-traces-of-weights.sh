#!/bin/sh
# A network in ONNX, exported after training with weight decay, may hold weights down to 1e-45. WebAssembly has no way to flush
# such numbers to zero, so a net on TensorFlow.js takes a multiple of its time on numbers that no sum feels.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0

cat >try.cjs <<'EOF'
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(`${__dirname}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);

/** Milliseconds of a 1 x 1 convolution, the median of 25, every sixth weight being `trace`. */
async function timed(trace) {
  const weights = Float32Array.from({ length: 128 * 256 }, (_, at) => (at % 6 === 0 ? trace : Math.sin(at) / 10));
  const filter = tf.tensor4d(weights, [1, 1, 128, 256]);
  const x = tf.tensor4d(Float32Array.from({ length: 14 * 14 * 128 }, (_, at) => Math.cos(at)), [1, 14, 14, 128]);
  const times = [];
  let answer;
  for (let run = 0; run < 25; run++) {
    const startedAt = performance.now();
    const y = tf.conv2d(x, filter, 1, 'same');
    answer = await y.data();
    times.push(performance.now() - startedAt);
    y.dispose();
  }
  return { ms: times.sort((a, b) => a - b)[12], answer };
}

tf.setBackend('wasm').then(async () => {
  const [zeros, traces] = [await timed(0), await timed(1e-40)];
  const isSame = traces.answer.every((value, at) => value === zeros.answer[at]);
  console.log(`tfjs ${tf.version.tfjs}: ${zeros.ms.toFixed(2)} ms with zeros, ${traces.ms.toFixed(2)} ms with traces of 1e-40`);
  console.log(`the same numbers: ${isSame}`);
  process.exit(isSame && traces.ms > 2 * zeros.ms ? 0 : 1);
});
EOF
node try.cjs 2>/dev/null
