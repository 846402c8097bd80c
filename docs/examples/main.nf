#!/usr/bin/env nextflow
// Written by `lethe submit nextflow`; run again, it does what is missing.
// work ends with 0 (slice finished), 75 (stopped, try again), 64 or 65 (do not try again).
nextflow.enable.dsl = 2

before = 'export LETHE_DATA=/shared/data' + '\n' + 'export LETHE_HOME=/tmp/lethe'
prepare = '/opt/lethe/bin/lethe prepare /shared/batch/manifest.jsonl --results /shared/results'
work = '/opt/lethe/bin/lethe work /shared/batch/manifest.jsonl --results /shared/results --stride 5 --deadline 14250s'
collect = '/opt/lethe/bin/lethe collect /shared/batch/manifest.jsonl --results /shared/results'
status = '/opt/lethe/bin/lethe status /shared/batch/manifest.jsonl --results /shared/results'

process PREPARE {
  executor 'slurm'
  queue 'gpu'
  clusterOptions '--gres=gpu:1g.18gb:1'
  cpus 1
  memory '8 GB'
  time '14400s'
  maxRetries 3
  errorStrategy { task.exitStatus in [75, 137, 143] && task.attempt <= 3 ? 'retry' : 'terminate' }

  output:
  val true

  script:
  "${before}\nexec ${prepare}"
}

process WORK {
  executor 'slurm'
  queue 'gpu'
  clusterOptions '--gres=gpu:1g.18gb:1'
  cpus 1
  memory '8 GB'
  time '14400s'
  maxForks 8
  maxRetries 3
  errorStrategy { task.exitStatus in [64, 65] || task.attempt > 3 ? 'ignore' : 'retry' }

  input:
  val ready
  val slice

  output:
  val slice

  script:
  "${before}\nexec ${work} --index ${slice}"
}

process COLLECT {
  executor 'local'

  input:
  val slices

  script:
  "${before}\n${collect} || true\nexec ${status}"
}

workflow {
  PREPARE()
  WORK(PREPARE.out, Channel.of(0..<5))
  COLLECT(WORK.out.toList())
}
