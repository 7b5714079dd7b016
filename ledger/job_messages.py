"""What the job store, the media store and uploads say when they refuse."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "job.not_found": ("没有编号为 {id} 的任务。", "There is no job {id}."),
        "job.lease_lost": (
            "任务 {id} 的租约已失效：另一个工作进程接手或任务已结束，本次结果未写入。",
            "The lease of job {id} is gone: another worker took over or the job has ended; "
            "nothing of this attempt was written.",
        ),
        "job.cancelled": ("任务 {id} 已取消。", "Job {id} was cancelled."),
        "job.not_cancellable": (
            "任务 {id} 已经结束（{state}），不能再取消。",
            "Job {id} has already ended ({state}) and cannot be cancelled.",
        ),
        "job.not_retryable": (
            "任务 {id} 处于 {state} 状态，只有失败或已取消的任务可以重试。",
            "Job {id} is {state}; only a failed or cancelled job can be retried.",
        ),
        "job.worker_lost": (
            "处理该任务的进程中途消失 {attempts} 次，已停止自动重试。文件可能过大或已损坏；"
            "可点“重试”，或换一个文件。",
            "The process working on this job vanished {attempts} times; it is not tried again by "
            "itself. The file may be too large or broken: retry, or use another file.",
        ),
        "job.crashed": (
            "处理时出现程序错误（{kind}），已尝试 {attempts} 次。可点“重试”；"
            "仍失败请把任务编号告诉管理员。",
            "A program error ({kind}) stopped this job after {attempts} attempts. Retry; if it "
            "fails again, give the job's number to the administrator.",
        ),
        "job.unknown_kind": (
            "任务类型“{kind}”在这台工作节点上没有处理程序；请升级工作节点。",
            "This worker has no handler for jobs of kind “{kind}”; upgrade the worker.",
        ),
    }
)
