import { expect } from 'chai';
import { culprit, failingTest, testReport } from '../src/results/test-report.ts';

const TAP = `TAP version 13
# Subtest: works
ok 1 - works
  ---
  duration_ms: 0.9
  ...
# Subtest: takes off
not ok 2 - takes off
  ---
  location: '/w/test/shop/test/price.test.js:5:1'
  failureType: 'testCodeFailure'
  error: 'a price cannot be negative: -9'
  stack: |-
    discounted (file:///w/test/shop/src/my%20price.js:8:11)
    TestContext.<anonymous> (file:///w/test/shop/test/price.test.js:6:16)
    Test.run (node:internal/test_runner/test:796:25)
  ...
1..2
# tests 2
# pass 1
# fail 1`;
const SPEC = `✔ works (0.6ms)
✖ takes off (0.7ms)
ℹ tests 2
ℹ pass 1
ℹ fail 1

✖ failing tests:

test at test/price.test.js:5:1
✖ takes off (0.7ms)
  RangeError: a price cannot be negative: -9
      at discounted (file:///w/shop/src/price.js:8:11)
      at TestContext.<anonymous> (file:///w/shop/test/price.test.js:6:16)
      at Test.run (node:internal/test_runner/test:1402:25)`;
const PYTEST = `tests/test_calc.py F.                                     [100%]
=================================== FAILURES ===================================
__________________________________ test_half ___________________________________
>       assert half(4) == 2
tests/test_calc.py:5: 
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
E       ZeroDivisionError: division by zero

shop/calc.py:2: ZeroDivisionError
=========================== short test summary info ============================
FAILED tests/test_calc.py::test_half - ZeroDivisionError: division by zero
========================= 1 failed, 3 passed in 0.93s ==========================`;
const CARGO = `test tests::fine ... ok
test tests::halves ... FAILED

failures:

---- tests::halves stdout ----

thread 'tests::halves' (22461) panicked at src/lib.rs:1:41:
no
   0: core::panicking::panic_fmt
             at /rustc/5980/library/core/src/panicking.rs:80:14

failures:
    tests::halves

test result: FAILED. 1 passed; 1 failed; 0 ignored; finished in 0.10s`;
const MOCHA = `  7 passing (12ms)
  1 failing

  1) cart
       adds:
     AssertionError: expected 1 to equal 2
      at add (src/cart.ts:3:9)
      at Context.<anonymous> (test/cart.test.ts:9:20)`;
const JEST = `FAIL src/sum.test.js
  ● sum › adds

    TypeError: x is undefined
      at sum (src/sum.js:2:10)
      at Object.<anonymous> (src/sum.test.js:4:10)
      at node_modules/jest/run.js:1:1

Tests:       1 failed, 2 passed, 3 total`;
const GO = `--- FAIL: TestHalf (0.00s)
    calc_test.go:12: got 1, want 2
FAIL	example.com/calc	0.002s`;

describe('offline/intents: test reports', () => {
  it('reads TAP of Node, also below a folder named test, and decodes file addresses', () => {
    const report = testReport(TAP);
    expect([report.passed, report.failed]).to.deep.equal([1, 1]);
    expect(report.failures.map(({ name, message }) => [name, message])).to.deep.equal([['takes off', 'a price cannot be negative: -9']]);
    expect(culprit(report, '/w/test/shop')).to.deep.equal({ file: '/w/test/shop/src/my price.js', line: 8 });
    expect(failingTest(report, '/w/test/shop')).to.deep.equal({ file: '/w/test/shop/test/price.test.js', line: 6 });
  });

  it("reads Node's spec output, each failure once", () => {
    const report = testReport(SPEC);
    expect(report.failures).to.have.length(1);
    expect(report.failures[0]?.message).to.equal('RangeError: a price cannot be negative: -9');
    expect(culprit(report)).to.deep.equal({ file: '/w/shop/src/price.js', line: 8 });
  });

  it('reads pytest, whose innermost frame comes last', () => {
    const report = testReport(PYTEST);
    expect([report.passed, report.failed]).to.deep.equal([3, 1]);
    expect(report.failures[0]).to.deep.include({ name: 'tests/test_calc.py::test_half', message: 'ZeroDivisionError: division by zero' });
    expect(culprit(report)).to.deep.equal({ file: 'shop/calc.py', line: 2 });
  });

  it('reads cargo, mocha, jest and go, and leaves foreign code out', () => {
    expect(testReport(CARGO).failures[0]).to.deep.equal({
      name: 'tests::halves',
      message: 'no',
      places: [{ file: 'src/lib.rs', line: 1 }],
    });
    expect(culprit(testReport(MOCHA))).to.deep.equal({ file: 'src/cart.ts', line: 3 });
    expect([testReport(MOCHA).passed, testReport(MOCHA).failed]).to.deep.equal([7, 1]);
    expect(culprit(testReport(JEST))).to.deep.equal({ file: 'src/sum.js', line: 2 });
    expect([testReport(JEST).passed, testReport(JEST).failed]).to.deep.equal([2, 1]);
    expect(testReport(GO).failures[0]).to.deep.equal({ name: 'TestHalf', places: [{ file: 'calc_test.go', line: 12 }] });
    expect(culprit(testReport(GO))).to.equal(undefined);
  });

  it('claims nothing about output it does not know', () => {
    expect(testReport('some words\nand more')).to.deep.equal({ failures: [], places: [] });
  });
});
